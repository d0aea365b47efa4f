// Generated from spec/ by `sendspec generate`. Do not edit.
"use strict";
var sendspecControls = {"search": "Search", "none": "Nothing found for “{words}”.", "found": "Found: {count}", "shown": "Found: {count}, the first {shown} are shown", "colours": "Colours", "themes": {"": "Auto", "light": "Light", "dark": "Dark"}, "link": "Link to this section", "table": "Table"};
