"use strict";

// Tests act as the account's root. A file that tests permissions turns them on.
process.env["LISTBACKUP_ACCESS_CHECK"] ??= "off";

// The pinned SDK warns in every process that its successors do not support Node.js 20; bin/deploy silences it too.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
