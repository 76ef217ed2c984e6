// `npm run readme`: writes the tables between <!-- results --> and <!-- /results --> of the READMEs from the committed
// apps/<app>/results/<id>.json, and those between <!-- bench --> and <!-- /bench --> of the READMEs of packages/backend,
// packages/train and packages/plot from benchmarks/results/bench.json. With --check it only says what is out of date, and fails.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { appNames, experimentsOf, loadBenchmarks, loadExperimentPackage } from './apps.mjs';
import { root } from './run.mjs';

/** The part of a README between the marks of a name. */
const marked = (name) => new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(\\n?<!-- /${name} -->)`);

function committedResults(app) {
  const folder = join(root, 'apps', app, 'results');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  // C10 stands after C9.
  const padded = (name) => name.replace(/\d+/g, (digits) => digits.padStart(4, '0'));
  return files
    .sort((a, b) => (padded(a) < padded(b) ? -1 : 1))
    .map((name) => ({
      file: `apps/${app}/results/${name}`,
      ...JSON.parse(readFileSync(join(folder, name), 'utf8')),
    }));
}

async function rowsOf(app) {
  const { formatValue, formatDifference } = await loadExperimentPackage();
  const experiments = new Map((await experimentsOf(app)).map((experiment) => [experiment.id, experiment]));
  return committedResults(app).flatMap((results) => {
    const { metrics } = experiments.get(results.id);
    const flags = [
      results.mode === 'default' ? '' : ` --${results.mode}`,
      results.seed === 0 ? '' : ` --seed ${results.seed}`,
      ...Object.entries(results.options ?? {}).map(([name, value]) => ` --${name} ${value}`),
    ];
    const command = `npm run lab -- ${results.id}${flags.join('')}`;
    return Object.entries(metrics).map(([key, metric]) => {
      const reproduced = results.reproduced[key];
      const cells = [
        results.id,
        metric.label,
        formatValue(metric.reported, metric.format),
        formatValue(reproduced, metric.format),
        formatDifference(metric, reproduced),
        `\`${command}\``,
        `${results.seed}`,
        results.backend,
        `${Math.round(results.seconds)} s`,
        `[json](${results.file})`,
      ];
      return cells;
    });
  });
}

/** What the root's README shows of an experiment: the figures that the coursework reports too, or its first one. */
const chosen = (rows) =>
  [...new Set(rows.map(([id]) => id))].flatMap((id) => {
    const own = rows.filter((row) => row[0] === id);
    const known = own.filter(([, , reported]) => reported !== 'none');
    return known.length > 0 ? known : own.slice(0, 1);
  });

function tableText(rows, readme) {
  const head = [
    'id',
    'figure',
    'reported',
    'reproduced',
    'difference',
    'command',
    'seed',
    'backend',
    'time',
    'results',
  ];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  // Links are written from the root and must hold from where the README stands.
  const local = (cell) =>
    cell.replace(/\]\((apps\/[^)]*)\)/, (_, file) => `](${relative(join(readme, '..'), join(root, file))})`);
  return [line(head), line(head.map(() => '---')), ...rows.map((cells) => line(cells.map(local)))].join('\n');
}

/** The tables of `npm run bench`, once a complete run was committed: those of kernels and networks, that of the training loop, and that of the figures. */
async function benchTexts() {
  const { COMMITTED_RESULTS, readResults, reportText } = await loadBenchmarks();
  const { fit, figures, ...rest } = readResults(join(root, COMMITTED_RESULTS));
  const textOf = (results) => reportText(results) || 'No results are committed yet.';
  return { backend: textOf(rest), train: textOf({ fit }), plot: textOf({ figures }) };
}

/** @returns nothing; with `check`, ends the process where a table is out of date. */
export async function updateReadmes({ check = false } = {}) {
  const apps = appNames();
  const rows = new Map(await Promise.all(apps.map(async (app) => [app, await rowsOf(app)])));
  const results = (own) => (readme) => tableText(own, readme);
  const bench = await benchTexts();
  const readmes = [
    [join(root, 'README.md'), 'results', results(chosen([...rows.values()].flat()))],
    ...apps.map((app) => [join(root, 'apps', app, 'README.md'), 'results', results(rows.get(app))]),
    [join(root, 'packages', 'backend', 'README.md'), 'bench', () => bench.backend],
    [join(root, 'packages', 'train', 'README.md'), 'bench', () => bench.train],
    [join(root, 'packages', 'plot', 'README.md'), 'bench', () => bench.plot],
  ];
  for (const [readme, name, textOf] of readmes) {
    const text = existsSync(readme) ? readFileSync(readme, 'utf8') : '';
    const updated = text.replace(
      marked(name),
      (_, begin, end) => `${begin}${textOf(readme)}${end.startsWith('\n') ? end : `\n${end}`}`,
    );
    if (updated === text) continue;
    if (check) {
      process.stderr.write(
        `${relative(root, readme)} does not show the committed results; run npm run readme.\n`,
      );
      process.exit(1);
    }
    writeFileSync(readme, updated);
    process.stdout.write(`${relative(root, readme)} updated\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { setUp } = await import('./setup.mjs');
  setUp();
  await updateReadmes({ check: process.argv.includes('--check') });
}
