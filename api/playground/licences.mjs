// The licence texts of the packages that end up in the bundle, as one file.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/**
 * @param {string} root  the folder that holds node_modules
 * @param {string[]} inputs  the files that were bundled, relative to root
 * @returns {Promise<string>} name, version, licence and full text of every package among them
 * @throws {Error} when a package comes with no licence text and licences/ holds none for it
 */
export async function licenceTexts(root, inputs) {
  const sections = await Promise.all(packageFolders(inputs).map((folder) => section(root, folder)));
  const intro =
    "The playground of Canbo (playground.js and playground.css) contains the packages below, each under its own licence.\n";
  return [intro, ...sections].join(`\n${"-".repeat(80)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c/dist/d.js` belongs to `node_modules/a/node_modules/@b/c`. */
function packageFolders(inputs) {
  const folders = inputs.flatMap((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

async function section(root, folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, "package.json"), "utf8"));
  const text = await licenceText(root, folder, name);
  return `${name} ${version}\nLicence: ${license}\n\n${text.trim()}\n`;
}

async function licenceText(root, folder, name) {
  const own = (await readdir(path.join(root, folder))).filter((file) => LICENCE_FILE.test(file)).sort();
  const kept = path.join(root, "licences", `${name.replace("/", "__")}.txt`);
  const files = own.length > 0 ? own.map((file) => path.join(root, folder, file)) : [kept];
  try {
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
    return texts.map((text) => text.replaceAll("\r\n", "\n")).join("\n\n");
  } catch (cause) {
    throw new Error(`${name} comes without a licence text: put its repository's into ${kept}`, { cause });
  }
}
