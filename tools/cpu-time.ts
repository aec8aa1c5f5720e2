/**
 * The processor's time that an action takes in this process, in milliseconds. For a test that bounds what hostile text may
 * cost: the clock on the wall also runs while other processes have the processor.
 */
export function cpuMs(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
