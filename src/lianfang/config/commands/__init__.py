"""The verbs of `lianfang`: each module adds its parser and runs it; none holds logic of a room."""
