"""The debrief of a room as slides, screens and files: records, drawings, sentences. No Solara."""
