"use strict";
// What a page cannot do without a script: rows that come by themselves, copying, keys. Everything
// else is forms and links. What changes is asked for as the page itself and put in its place, so
// there is one way to show a thing, the server's.
