// Starts a demo of its own for a run of the journeys, and takes it away afterwards.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { demoData, demoUrl, program } from './settings.ts';

const START_SECONDS_MAX = 120;
const STOP_SECONDS_MAX = 20;
const LOG = 'test-results/demo.log';
const LOG_TAIL_LINES = 40;

export default async function start(): Promise<(() => Promise<void>) | undefined> {
  const url = await demoUrl();
  if (process.env.SVX_URL !== undefined) {
    return undefined;
  }
  if (!existsSync(program())) {
    throw new Error(`${program()} is not built: run script/journeys, or cargo build --bin svx`);
  }
  const data = demoData();
  const demo = spawnDemo(data, new URL(url).host);
  const stopAtExit = () => demo.kill('SIGKILL');
  process.once('exit', stopAtExit);
  await answering(demo, url);
  return async () => {
    await stop(demo);
    process.removeListener('exit', stopAtExit);
    rmSync(data, { recursive: true, force: true });
  };
}

function spawnDemo(data: string, listen: string): ChildProcess {
  mkdirSync('test-results', { recursive: true });
  const log = openSync(LOG, 'w');
  const demo = spawn(program(), ['demo', '--data', data, '--listen', listen, '--fresh'], { stdio: ['ignore', log, log] });
  closeSync(log);
  return demo;
}

function hasStopped(demo: ChildProcess): boolean {
  return demo.exitCode !== null || demo.signalCode !== null;
}

async function answering(demo: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + START_SECONDS_MAX * 1000;
  while (Date.now() < deadline) {
    if (hasStopped(demo)) {
      const tail = readFileSync(LOG, 'utf8').split('\n').slice(-LOG_TAIL_LINES).join('\n');
      throw new Error(`the demo stopped with status ${demo.exitCode ?? demo.signalCode}:\n${tail}`);
    }
    const answer = await fetch(new URL('/healthz', url)).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answered at ${url}/healthz within ${START_SECONDS_MAX} seconds`);
}

async function stop(demo: ChildProcess): Promise<void> {
  if (hasStopped(demo)) {
    throw new Error(`the demo had stopped by itself with status ${demo.exitCode ?? demo.signalCode}`);
  }
  const stopped = new Promise<boolean>((resolve) => demo.once('exit', () => resolve(true)));
  demo.kill('SIGTERM');
  const tooLate = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), STOP_SECONDS_MAX * 1000).unref());
  if (!(await Promise.race([stopped, tooLate]))) {
    throw new Error(`the demo did not stop within ${STOP_SECONDS_MAX} seconds of being asked`);
  }
}
