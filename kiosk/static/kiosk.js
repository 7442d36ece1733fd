// Everything that moves on the kiosk's page, one element per file; floor.js is there before the first live frame.

import "./room.js";
import "./sheet.js";
import "./taken.js";
import "./idle.js";
import "./modes.js";
import "./pager.js";
import "./printer.js";
import "./clock.js";
