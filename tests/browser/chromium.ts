import { existsSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';

const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Chromium's program: the one that CHROMIUM_PATH names, else one in a usual place; undefined where there is none. */
export const executable = process.env.CHROMIUM_PATH || USUAL.find((path) => existsSync(path));

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Opened {
  readonly page: Page;
  /** One line for each console warning or error, page error, failed request, and request to anywhere else. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** A fresh browser with an empty page, and what there is to complain about. */
export async function openChromium(origin: string): Promise<Opened> {
  const browser = await chromium.launch({ executablePath: executable ?? '', args: ARGS });
  const context = await browser.newContext({ viewport: { width: 720, height: 800 } });
  const complaints: string[] = [];
  const complain = (text: string) => void complaints.push(text.replaceAll(origin, '/'));
  context.on('console', (message) => {
    const { url } = message.location();
    if (['warning', 'error'].includes(message.type())) {
      complain(`console ${message.type()}: ${message.text()} (${url})`);
    }
  });
  context.on('weberror', (error) => complain(`page error: ${error.error().stack}`));
  context.on('requestfailed', (one) => complain(`request failed: ${one.url()} ${one.failure()?.errorText}`));
  context.on('response', (one) => {
    if (one.status() >= 400) complain(`HTTP ${one.status()}: ${one.url()}`);
  });
  context.on('request', (one) => {
    const local = [origin, `blob:${origin}`, 'data:'].some((start) => one.url().startsWith(start));
    if (!local) complain(`a request elsewhere: ${one.url()}`);
  });
  return { page: await context.newPage(), complaints, close: () => browser.close() };
}
