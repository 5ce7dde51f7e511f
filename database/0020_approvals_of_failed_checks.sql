-- Up Migration
-- The verdict of a check run that did not go well and was approved all the same, by somebody who said so in so many words.
alter table msp.ansible_approval
	add column despite_verdict text check (despite_verdict in ('failed', 'unreachable')),
	add constraint ansible_approval_despite_check check (despite_verdict is null or decision = 'approved');

-- The tasks that wait for a decision, beside the one whose check it is. They are due at once when it is made.
alter table msp.ansible_approval add column awaited_by uuid[] not null default '{}';
