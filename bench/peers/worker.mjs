// One JavaScript extractor or converter over pages: JSON lines in, JSON lines out, CPU time of each call.
//
//     node worker.mjs NAME < pages.jsonl
//
// Copied into the scratch environment, for its node_modules. The time holds making the DOM: a page
// comes as text. A page is {id, url, lang, html}, a reply {id, out, cpu_ms, error}.
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";

console.log = console.info = console.warn = console.debug = () => {};
globalThis.fetch = () => Promise.reject(new Error("the bench gives a page; nothing else may be fetched"));
const SOMEWHERE = "https://example.org/"; // some golds have no address, and some peers want one

const MAKERS = {
  "readability-linkedom": async () => {
    const { Readability } = (await import("@mozilla/readability")).default;
    const { parseHTML } = await import("linkedom");
    return (html) => new Readability(parseHTML(html).document).parse()?.content;
  },
  "readability-jsdom": async () => {
    const { Readability } = (await import("@mozilla/readability")).default;
    const { JSDOM, VirtualConsole } = await import("jsdom");
    return (html, url) => {
      const dom = new JSDOM(html, { url: url || SOMEWHERE, virtualConsole: new VirtualConsole() });
      try {
        return new Readability(dom.window.document).parse()?.content;
      } finally {
        dom.window.close();
      }
    };
  },
  defuddle: async () => {
    const { Defuddle } = await import("defuddle/node");
    // useAsync asks other services for what the page does not hold.
    return async (html, url) => (await Defuddle(html, url || SOMEWHERE, { useAsync: false })).content;
  },
  turndown: async () => {
    const Turndown = (await import("turndown")).default;
    const { gfm } = (await import("turndown-plugin-gfm")).default;
    const converter = new Turndown({ headingStyle: "atx", codeBlockStyle: "fenced", hr: "---", bulletListMarker: "-" });
    converter.use(gfm);
    return (html) => converter.turndown(html);
  },
  "defuddle-body": async () => {
    // The converter alone, which the package does not export.
    const { createMarkdownContent } = (await import("./node_modules/defuddle/dist/markdown.js")).default;
    return (html, url) => createMarkdownContent(html, url || SOMEWHERE);
  },
};

function reply(value) {
  const bytes = Buffer.from(JSON.stringify(value) + "\n");
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error; // the reader is behind
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

const extract = await MAKERS[process.argv[2]]();
let warm = false;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const page = JSON.parse(line);
  let out = "";
  let error = "";
  let spent = 0;
  for (let call = warm ? 1 : 0; call < 2; call++) {
    warm = true;
    const start = process.cpuUsage();
    try {
      out = (await extract(page.html, page.url)) ?? "";
    } catch (failure) {
      error = String(failure).replace(/\s+/g, " ").slice(0, 200);
    }
    const used = process.cpuUsage(start);
    spent = (used.user + used.system) / 1000;
  }
  reply({ id: page.id, out, cpu_ms: spent, error });
}
process.exit(0);
