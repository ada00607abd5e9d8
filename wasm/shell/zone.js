// zone.js says in which time zone the device is, and knows the offsets of zones, so that
// the program does not have to bring them along.
(() => {
  "use strict";
  const tandem = globalThis.tandem;
  const formats = new Map();
  const format = (zone) => {
    let f = formats.get(zone);
    if (!f) formats.set(zone, (f = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })));
    return f;
  };
  // offset returns by how many seconds a zone is ahead of UTC; 0 for one that this browser
  // does not know.
  tandem.offset = (zone, milliseconds) => {
    try {
      const [, sign, h, m, s] = /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(format(zone).format(milliseconds)) || [0, "+", 0, 0, 0];
      return (h * 3600 + m * 60 + (s || 0) * 1) * (sign === "-" ? -1 : 1);
    } catch {
      return 0;
    }
  };
  // ages is told when the page reads differently because time has gone by, 0 for never,
  // and has it made again then.
  let timer = 0;
  tandem.ages = (then) => {
    clearTimeout(timer);
    if (then) timer = setTimeout(() => tandem.go?.("age"), then - Date.now() + 1);
  };
  tandem.zone = new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  // The server makes the next page in it.
  document.cookie = "tandem-zone=" + tandem.zone + "; path=/; max-age=34560000; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
})();
