// Runs after the build: the fonts and their licence ship in dist/fonts, and never enter the repository.
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
const target = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'fonts');
mkdirSync(target, { recursive: true });
for (const font of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']) {
  copyFileSync(join(source, 'ttf', font), join(target, font));
}
// Any path with "license" in it makes pnpm pack believe that the package has its own, and leave the house's out.
copyFileSync(join(source, 'LICENSE'), join(target, 'COPYING.txt'));
