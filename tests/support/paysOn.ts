/** The buyer pays on a page of the played Stripe, which is answered with the event and its deliveries. */
export async function paysOn(
	url: unknown,
): Promise<{ readonly event?: string; readonly deliveries: readonly object[] }> {
	const answer = await fetch(String(url), { method: 'POST', headers: { accept: 'application/json' } });
	if (!answer.ok) throw new Error(`Nobody pays there: ${await answer.text()}`);
	return (await answer.json()) as { event?: string; deliveries: object[] };
}
