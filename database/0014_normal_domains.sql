-- Up Migration
-- A domain has one normal form: core/kernel/domainName.ts. Every door took only ASCII in lower case before, so that what
-- is left to do is `www.`, which is the same site. `www.com` is a domain of its own and stays.
set local msp.scope = 'staff';

-- Where both spellings are served already, both stay as they are: a person has to decide which one is meant. Of several
-- services that would get one domain, the oldest gets it.
update msp.service s set domain = n.site
from (
	select id, site, status in ('pending_setup', 'provisioning', 'active', 'suspended') as served,
		row_number() over (partition by site, status in ('pending_setup', 'provisioning', 'active', 'suspended')
			order by created_at, id) as place
	from (select *, regexp_replace(domain, '^(www\.)+(?=[^.]+\.)', '') as site from msp.service) all_services
	where site <> domain) n
where n.id = s.id and (not n.served or (n.place = 1 and not exists (
	select from msp.service other where other.domain = n.site
		and other.status in ('pending_setup', 'provisioning', 'active', 'suspended'))));

-- Also for what is written past the doors.
alter table msp.service add constraint service_domain_in_ascii check (domain ~ '^[a-z0-9.-]+$') not valid;
