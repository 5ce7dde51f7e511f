/** Something that happens later, such as a bank that sends a refund back. */
interface Appointment {
	readonly at: number;
	readonly happens: () => void;
}

/** The time of a life, in seconds. It never goes back. */
export class Clock {
	now = Date.UTC(2026, 0, 5, 9, 30) / 1000;
	private appointments: Appointment[] = [];

	/** Lets time pass, with the appointments in it. */
	wait(seconds: number): void {
		const until = this.now + seconds;
		this.happenUntil(until);
		this.now = Math.max(this.now, until);
	}

	/** Makes an appointment. The earlier ones happen first. */
	after(seconds: number, happens: () => void): void {
		this.appointments.push({ at: this.now + seconds, happens });
	}

	/** Lets all appointments happen. */
	finish(): void {
		this.happenUntil(Number.POSITIVE_INFINITY);
	}

	private happenUntil(until: number): void {
		for (;;) {
			const [next, ...rest] = this.appointments.toSorted((one, other) => one.at - other.at);
			if (!next || next.at > until) return;
			this.appointments = rest;
			this.now = Math.max(this.now, next.at);
			next.happens();
		}
	}
}
