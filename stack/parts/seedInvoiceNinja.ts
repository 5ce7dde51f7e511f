import { operate, type Answered } from '../standins/invoiceNinja';
import type { AttachedStack } from './attach';
import { demoCustomer, demoPlans } from './seed';

/**
 * Fills in what is missing of the demo company at the played Invoice Ninja: a product for each plan, under the plan's
 * code, and the demo customer as a client. What is there stays as people have changed it.
 */
export async function seedInvoiceNinja({
	addresses,
	secrets,
}: Pick<AttachedStack, 'addresses' | 'secrets'>): Promise<{ readonly client: Answered }> {
	const ninja = operate(addresses.invoiceNinja, secrets.invoiceNinjaToken);
	const products = await ninja.list('products', 'per_page=5000');
	for (const { planCode, name, priceMinor } of demoPlans) {
		if (products.some(({ product_key }) => product_key === planCode)) continue;
		await ninja.make('products', { product_key: planCode, notes: name, price: priceMinor / 100, quantity: 1 });
	}
	const { customerCode, name, email } = demoCustomer;
	const known = (await ninja.list('clients')).find(({ id_number }) => id_number === customerCode);
	return { client: known ?? (await ninja.client(name, email, { id_number: customerCode })) };
}
