"use strict";

// Tests act as the account's root. A file that tests permissions turns them on.
process.env["LISTBACKUP_ACCESS_CHECK"] ??= "off";
