-- What the service's own account may do; `bridge migrate --grant-to USER` runs it. `{p}` is the base prefix, `{account}`
-- the quoted account. Nothing here reads a password hash, and history (journal, seals, quotes) cannot be
-- rewritten; quotes that nobody confirmed can be deleted.

-- WordPress' own tables, read only, by column.
GRANT SELECT (id, domain, path) ON {p}site TO {account};
GRANT SELECT (meta_id, site_id, meta_key, meta_value) ON {p}sitemeta TO {account};
GRANT SELECT (blog_id, site_id, domain, path, archived, spam, deleted) ON {p}blogs TO {account};
GRANT SELECT (meta_id, blog_id, meta_key, meta_value) ON {p}blogmeta TO {account};
GRANT SELECT (ID, user_login, user_email, display_name) ON {p}users TO {account};
GRANT SELECT (user_id, meta_key) ON {p}usermeta TO {account};

-- The shared tables.
GRANT SELECT, INSERT, UPDATE ON {p}wu_products TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}wu_productmeta TO {account};
GRANT SELECT (id, user_id, type, date_registered, has_trialed, vip), INSERT ON {p}wu_customers TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}wu_customermeta TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}wu_memberships TO {account};
GRANT SELECT, DELETE ON {p}wu_membershipmeta TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}wu_payments TO {account};
GRANT SELECT, INSERT, DELETE ON {p}wu_paymentmeta TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}wu_discount_codes TO {account};
GRANT SELECT, INSERT, DELETE ON {p}wu_discount_codemeta TO {account};
GRANT SELECT ON {p}wu_domain_mappings TO {account};

-- Ours.
GRANT SELECT, UPDATE ON {p}bridge_installation TO {account};
GRANT SELECT ON {p}bridge_migrations TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_settings TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_keys TO {account};
GRANT SELECT, INSERT, DELETE ON {p}bridge_nonces TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_product_rules TO {account};
GRANT SELECT, INSERT, DELETE ON {p}bridge_quotes TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_changes TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_open_operations TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_membership_terms TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_carried_over TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_settled_lines TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_payments TO {account};
GRANT SELECT, INSERT ON {p}bridge_payment_lines TO {account};
GRANT SELECT, INSERT ON {p}bridge_payment_references TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_transfers TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_reminders TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_letters TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_letter_texts TO {account};
GRANT SELECT, INSERT ON {p}bridge_letter_edits TO {account};
GRANT SELECT, INSERT ON {p}bridge_trial_letters TO {account};
GRANT SELECT, INSERT ON {p}bridge_card_letters TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_account_credit TO {account};
GRANT SELECT, INSERT ON {p}bridge_account_credit_entries TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_discount_reservations TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_discount_codes TO {account};
GRANT SELECT, INSERT ON {p}bridge_journal TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_journal_heads TO {account};
GRANT SELECT, INSERT ON {p}bridge_seals TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_site_quotas TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_product_limits TO {account};
GRANT SELECT, INSERT ON {p}bridge_product_limit_revisions TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_membership_limits TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_holdings TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_site_limits TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_reapply_runs TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_reapply_ranges TO {account};
GRANT SELECT ON {p}bridge_limit_names TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_limit_forecasts TO {account};
GRANT SELECT, UPDATE, DELETE ON {p}bridge_usage TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_outbox TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_heartbeats TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_worker_outages TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_sweeps TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_known_limits TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_known_quotas TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_limit_faults TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_external_edits TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_ownership_runs TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_subscription_ends TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_bills_elsewhere TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_payers TO {account};
GRANT SELECT, INSERT ON {p}bridge_agreements TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_gateway_calls TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_webhook_events TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_refunds TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_disputes TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_value_taken TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_gift_runs TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_gifts TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_customers TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_given_sites TO {account};
GRANT SELECT, INSERT ON {p}bridge_receipts TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_logos TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_receipt_counters TO {account};
GRANT SELECT, INSERT, UPDATE ON {p}bridge_buyers TO {account};
GRANT SELECT ON {p}bridge_visits TO {account};
GRANT SELECT ON {p}bridge_visits_told TO {account};
GRANT SELECT ON {p}bridge_told_events TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_search TO {account};
GRANT SELECT, INSERT, UPDATE, DELETE ON {p}bridge_listed_memberships TO {account};
GRANT SELECT, DELETE ON {p}bridge_search_due TO {account};
