// What our style sheets and scripts use that Chromium 86 does not know, by MDN's compatibility data.
// `node chromium86.mjs FILE...` prints one line for each: file:line, feature, the version that brought it.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import compat from 'eslint-plugin-compat';
import esx from 'eslint-plugin-es-x';
import postcss from 'postcss';
import { createRequire } from 'node:module';

const bcd = createRequire(import.meta.url)('@mdn/browser-compat-data');
// Officials' desks; pages for everybody are asked for an older engine by the environment.
const DESK = Number(process.env.CHROMIUM ?? 86);

function since(entry) {
  const support = entry?.__compat?.support?.chrome;
  if (!support) return null;
  const rows = Array.isArray(support) ? support : [support];
  const plain = rows.filter((row) => row.version_added && !row.flags && !row.partial_implementation && !row.alternative_name && !row.prefix);
  const versions = plain.map((row) => Number.parseInt(String(row.version_added).replace('≤', ''), 10));
  return versions.length ? Math.min(...versions) : Infinity;
}

const found = [];
// Ornament: an engine that does not know it draws the same page plainly (unknown declarations are dropped; where
// scripts are off and the query is not known, the menu needs one press more).
const ORNAMENT = /^(text-underline-offset|text-wrap|text-wrap: balance|paint-order|print-color-adjust|print-color-adjust: exact|@media scripting|text-decoration-thickness|accent-color|outline|font-family: ui-monospace)$/;
// What stands in @supports is meant for those that know it.
const asked = (node) => node && (node.name === 'supports' || asked(node.parent));

function judge(file, line, name, entry) {
  if (ORNAMENT.test(name)) return;
  const version = since(entry);
  if (version !== null && version > DESK) found.push(`${file}:${line} ${name} ${version}`);
}

const UNITS = /(?<![\w-])[\d.]+(dvh|svh|lvh|dvw|svw|lvw|cqw|cqh|cqi|cqb|lh|rlh)\b/;
const FUNCTIONS = { 'color-mix': 'color-mix', oklch: 'oklch', oklab: 'oklab', lab: 'lab', lch: 'lch', 'light-dark': 'light-dark' };

function sheet(file) {
  const css = bcd.css;
  postcss.parse(readFileSync(file, 'utf8'), { from: file }).walk((node) => {
    if (asked(node)) return;
    const line = node.source.start.line;
    if (node.type === 'decl') {
      if (node.prop.startsWith('--')) return;
      const known = css.properties[node.prop];
      judge(file, line, node.prop, known);
      for (const word of node.value.match(/[a-z-]+/g) ?? []) judge(file, line, `${node.prop}: ${word}`, known?.[word]);
      if (UNITS.test(node.value)) judge(file, line, node.value, css.types.length.viewport_percentage_units_dynamic ?? css.types.length.lh);
      for (const [name, key] of Object.entries(FUNCTIONS)) {
        if (node.value.includes(`${name}(`)) judge(file, line, `${name}()`, css.types.color[key]);
      }
      for (const name of ['clamp', 'min', 'max']) {
        if (new RegExp(`(?<![\\w-])${name}\\(`).test(node.value)) judge(file, line, `${name}()`, css.types[name]);
      }
      const beside = node.parent?.nodes ?? [];
      if (/^(row-|column-)?gap$/.test(node.prop) && beside.some((each) => each.prop === 'display' && each.value.includes('flex'))) {
        judge(file, line, 'gap in flex', known?.flex_context);
      }
    } else if (node.type === 'rule') {
      if (node.parent?.type === 'rule' || node.selector.includes('&')) judge(file, line, 'nesting', css.selectors.nesting);
      for (const [, name] of node.selector.matchAll(/:+([a-z-]+)/g)) judge(file, line, `:${name}`, css.selectors[name]);
      for (const [, list] of node.selector.matchAll(/:not\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g)) {
        // A list, or more than one simple selector, came with level 4.
        if (/[,\s>+~]/.test(list.trim())) judge(file, line, ':not(list)', css.selectors.not.selector_list);
      }
    } else if (node.type === 'atrule') {
      judge(file, line, `@${node.name}`, css['at-rules'][node.name]);
      if (node.name === 'media' && /[<>]=?/.test(node.params)) judge(file, line, '@media range', css['at-rules'].media.range_syntax);
      for (const [, name] of node.params.matchAll(/\(([a-z-]+)/g)) judge(file, line, `@media ${name}`, css['at-rules'].media?.[name]);
    }
  });
}

async function scripts(named) {
  const files = named.map((file) => resolve(file));
  // What parses as ES2021 this engine knows; by name those of later years that still parse.
  const newer = [
    'no-array-prototype-at',
    'no-array-prototype-findlast-findlastindex',
    'no-array-prototype-toreversed',
    'no-array-prototype-tosorted',
    'no-array-prototype-tospliced',
    'no-array-prototype-with',
    'no-class-static-block',
    'no-error-cause',
    'no-object-hasown',
    'no-object-map-groupby',
    'no-regexp-d-flag',
    'no-regexp-v-flag',
    'no-string-prototype-at',
    'no-top-level-await',
  ].filter((name) => esx.rules[name]);
  const eslint = new ESLint({
    overrideConfigFile: true,
    ignore: false,
    cwd: '/',
    overrideConfig: [
      {
        files: ['**/*.js'],
        languageOptions: { ecmaVersion: 'latest', sourceType: 'module' },
        plugins: { compat, 'es-x': esx },
        settings: { browserslist: [`chrome ${DESK}`], lintAllEsApis: true, browsers: [`chrome ${DESK}`] },
        rules: { 'compat/compat': 'error', ...Object.fromEntries(newer.map((name) => [`es-x/${name}`, 'error'])) },
      },
    ],
  });
  for (const result of await eslint.lintFiles(files)) {
    for (const said of result.messages) found.push(`${result.filePath}:${said.line} ${said.ruleId ?? said.message}`);
  }
  // Without types a linter cannot tell an array's method from a field of ours: a call can only be the method.
  for (const file of files) {
    readFileSync(file, 'utf8').split('\n').forEach((text, at) => {
      const used = text.match(/\.(at|findLast|findLastIndex|toSorted|toReversed|toSpliced)\(/);
      if (used) found.push(`${file}:${at + 1} .${used[1]}()`);
    });
  }
}

const files = process.argv.slice(2);
files.filter((file) => file.endsWith('.css')).forEach(sheet);
const js = files.filter((file) => file.endsWith('.js'));
if (js.length) await scripts(js);
console.log([...new Set(found)].join('\n'));
