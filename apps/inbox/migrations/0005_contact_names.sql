-- Words of a contact's name, as search finds them: also of a name an agent gave, which stands in no message.
alter table contacts add column name_terms tsvector;
create index contacts_name_terms on contacts using gin (name_terms);
