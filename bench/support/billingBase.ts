import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import type { TestDatabase } from '../../tests/support/testDatabase';

export interface BaseSize {
	readonly customers: number;
	/** Of each customer. */
	readonly invoices: number;
	/** How many days ago the newest invoice was due. */
	readonly overdueDays: number;
	/** In how many days the services renew; none have terms without it. */
	readonly renewsInDays?: number;
}

/** A base of customers with a running service each and open invoices, made by a few statements. */
export async function seedBase(
	{ owner }: Pick<TestDatabase, 'owner'>,
	{ customers, invoices, overdueDays, renewsInDays }: BaseSize,
): Promise<void> {
	await owner.query(`insert into msp.plan (plan_code, name, price_minor, currency, package_name, renewed_by)
		values ('starter', 'Starter', 990, 'EUR', 'starter', 'pack') on conflict do nothing`);
	await owner.query(
		`insert into msp.customer (customer_code, name, email, time_zone, address)
		select 'c' || n, 'Customer ' || n, 'c' || n || '@customer.example',
			(array['Europe/Brussels', 'America/New_York', 'Pacific/Auckland', 'America/St_Johns'])[n % 4 + 1],
			jsonb_build_object('country', (array['BE', 'US', 'NZ', 'CA'])[n % 4 + 1])
		from generate_series(1, $1) n`,
		[customers],
	);
	await owner.query(`insert into msp.service (customer_id, plan_id, order_reference, domain, status, activated_at)
		select c.id, p.id, 'order-' || c.customer_code, c.customer_code || '.example', 'active', now() - interval '1 year'
		from msp.customer c, msp.plan p where p.plan_code = 'starter'`);
	await owner.query(
		`insert into msp.invoice (customer_id, service_id, number, currency, total_minor, balance_minor, due_on)
		select s.customer_id, s.id, s.order_reference || '-' || n, 'EUR', 990, 990, current_date - $2::integer - n * 30 + 30
		from msp.service s, generate_series(1, $1) n`,
		[invoices, overdueDays],
	);
	if (renewsInDays !== undefined) {
		await owner.query(
			`insert into msp.service_terms (service_id, customer_id, cycle_months, price_minor, currency, anchor_first,
				next_period, plan_id, followed_plan_id)
			select s.id, s.customer_id, 1, 990, 'EUR', current_date + $1::integer, 1, s.plan_id, s.plan_id from msp.service s`,
			[renewsInDays],
		);
	}
	await owner.query('analyze');
}

setFlagsFromString('--expose-gc');
const collectGarbage = z.function().parse(runInNewContext('gc'));

/** Seconds, and in MB how far heap and resident memory grow while it works, looked at every few milliseconds. */
export async function measured<T>(work: () => Promise<T>) {
	collectGarbage();
	const before = process.memoryUsage();
	let [heap, rss] = [before.heapUsed, before.rss];
	const look = () => {
		const now = process.memoryUsage();
		heap = Math.max(heap, now.heapUsed);
		rss = Math.max(rss, now.rss);
	};
	const looking = setInterval(look, 5);
	const began = performance.now();
	const result = await work();
	const seconds = (performance.now() - began) / 1000;
	look();
	clearInterval(looking);
	const megabytes = (bytes: number) => bytes / 1_048_576;
	return {
		result,
		seconds,
		heapMb: megabytes(heap - before.heapUsed),
		peakHeapMb: megabytes(heap),
		rssMb: megabytes(rss - before.rss),
	};
}

/** The most memory, in MB, that some work holds on to: what is left of the heap after a collection, every 100 ms. */
export async function memoryHeldBy(work: () => Promise<unknown>): Promise<number> {
	collectGarbage();
	const before = process.memoryUsage().heapUsed;
	let most = before;
	const collecting = setInterval(() => {
		collectGarbage();
		most = Math.max(most, process.memoryUsage().heapUsed);
	}, 100);
	await work();
	clearInterval(collecting);
	return (most - before) / 1_048_576;
}
