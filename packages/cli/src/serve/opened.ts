/**
 * Things that were opened one after the other and are closed in the opposite order. Node 22 knows `await using` once it is
 * compiled away, but not AsyncDisposableStack.
 */
export interface Opened extends AsyncDisposable {
  use<T extends AsyncDisposable | Disposable>(resource: T): T;
}

export function createOpened(): Opened {
  const resources: (AsyncDisposable | Disposable)[] = [];
  return {
    use(resource) {
      resources.push(resource);
      return resource;
    },
    async [Symbol.asyncDispose]() {
      for (let last = resources.pop(); last !== undefined; last = resources.pop()) await close(last);
    },
  };
}

async function close(resource: AsyncDisposable | Disposable): Promise<void> {
  if (Symbol.asyncDispose in resource) await resource[Symbol.asyncDispose]();
  else resource[Symbol.dispose]();
}
