// Bundles src/ into dist/: one script, one style sheet, the page, its icon, and the licences of what was bundled.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licenceTexts } from "./licences.mjs";

const root = path.dirname(fileURLToPath(import.meta.url));
const src = path.join(root, "src");
const dist = path.join(root, "dist");

// GraphiQL's style sheet carries two fonts as data URLs (380 KB, without Vietnamese letters). The page uses the
// reader's own fonts instead.
const withoutEmbeddedFonts = {
  name: "without-embedded-fonts",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]graphiql[\\/]dist[\\/]style\.css$/ }, async ({ path: file }) => {
      const css = await readFile(file, "utf8");
      const contents = css.replace(/@font-face\s*\{[^}]*\}/g, "");
      if (contents === css) {
        throw new Error(`${file} has no @font-face rule any more: this step can go`);
      }
      return { contents, loader: "css" };
    });
  },
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist);

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { playground: path.join(src, "main.jsx") },
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome109", "firefox115", "safari16.4"],
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  alias: { "react-style-singleton": path.join(src, "style-singleton.js") },
  plugins: [withoutEmbeddedFonts],
  // The notices stand in dist/LICENSES.txt.
  legalComments: "none",
  metafile: true,
  logLevel: "info",
});

await copyFile(path.join(src, "index.html"), path.join(dist, "index.html"));
await copyFile(path.join(src, "icon.svg"), path.join(dist, "icon.svg"));
await writeFile(path.join(dist, "LICENSES.txt"), await licenceTexts(root, Object.keys(metafile.inputs)));
