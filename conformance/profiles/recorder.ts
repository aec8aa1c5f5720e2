type Fetch = (request: Request) => Promise<Response>;

/** A fetch that keeps a copy of each request, body included, before it passes it on. */
export function recorder(fetch: Fetch): { readonly sent: readonly Request[]; readonly fetch: Fetch } {
  const sent: Request[] = [];
  return {
    sent,
    fetch: (request) => {
      sent.push(request.clone());
      return fetch(request);
    },
  };
}
