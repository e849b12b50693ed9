// The little that goes over HTTP.

function address(path, tenant) {
  const url = new URL(path, location.href);
  url.searchParams.set('tenant_id', tenant);
  return url;
}

const headersOf = (token) => (token ? { Authorization: `Bearer ${token}` } : {});

/** Why the gateway refused a connection: a browser does not tell, a plain request with the same names does. */
export async function whyRefused({ tenant, conversation, token }) {
  const url = address(`/api/v1/conversations/${encodeURIComponent(conversation)}/insights`, tenant);
  try {
    const { status } = await fetch(url, { cache: 'no-store', headers: headersOf(token) });
    return { 401: 'unauthorised', 403: 'forbidden' }[status] ?? 'refused';
  } catch {
    return 'unreachable';
  }
}

/** Stores a judgement when the call's connection is over. Throws if it is not stored. */
export async function saveFeedback({ tenant, conversation, token }, { insight_id: insightId, ...judgement }) {
  const { rev, usefulness, comment } = judgement;
  const response = await fetch(address(`/api/v1/insights/${encodeURIComponent(insightId)}/feedback`, tenant), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headersOf(token) },
    body: JSON.stringify({ conversation_id: conversation, rev, usefulness, comment }),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
}
