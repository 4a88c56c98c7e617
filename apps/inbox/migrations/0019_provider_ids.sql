-- The ids a provider gave a reply whose id is not ours to fix, as its receipt has them: the first one names it.
alter table messages add column provider_ids text[];
