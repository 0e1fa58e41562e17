-- name: insert-campaign
INSERT INTO campaigns_campaign (id, code, name, description, state, currency, budget_minor, fixed_cost_minor,
    contribution_per_order, starts_on, ends_on, offer_ends_on, goals, volumes, version, created_at, updated_at)
VALUES (:id, :code, :name, :description, :state, :currency, :budget_minor, :fixed_cost_minor,
    :contribution_per_order, :starts_on, :ends_on, :offer_ends_on, :goals, :volumes, :version, :created_at, :updated_at)

-- name: update-campaign
UPDATE campaigns_campaign SET name = :name, description = :description, state = :state, currency = :currency,
    budget_minor = :budget_minor, fixed_cost_minor = :fixed_cost_minor,
    contribution_per_order = :contribution_per_order, starts_on = :starts_on, ends_on = :ends_on,
    offer_ends_on = :offer_ends_on, goals = :goals, volumes = :volumes, version = version + 1, updated_at = :updated_at
WHERE id = :id

-- name: find-campaign
SELECT id, code, name, description, state, currency, budget_minor, fixed_cost_minor, contribution_per_order, starts_on,
    ends_on, offer_ends_on, goals, volumes, version, created_at, updated_at
FROM campaigns_campaign WHERE id = :id

-- name: find-campaign-by-code
SELECT id, code, name, description, state, currency, budget_minor, fixed_cost_minor, contribution_per_order, starts_on,
    ends_on, offer_ends_on, goals, volumes, version, created_at, updated_at
FROM campaigns_campaign WHERE code = :code

-- name: list-campaigns
SELECT id, code, name, description, state, currency, budget_minor, fixed_cost_minor, contribution_per_order, starts_on,
    ends_on, offer_ends_on, goals, volumes, version, created_at, updated_at
FROM campaigns_campaign WHERE id > :after ORDER BY id LIMIT :limit

-- name: summary-of-campaign
SELECT id, code, name, state, currency, fixed_cost_minor, contribution_per_order, starts_on, ends_on, offer_ends_on
FROM campaigns_campaign WHERE id = :id

-- name: summaries
SELECT id, code, name, state, currency, fixed_cost_minor, contribution_per_order, starts_on, ends_on, offer_ends_on
FROM campaigns_campaign ORDER BY id

-- name: set-state
UPDATE campaigns_campaign SET state = :state, version = version + 1, updated_at = :updated_at WHERE id = :id

-- name: insert-cell
INSERT INTO campaigns_cell (id, campaign_id, code, name, hold_out, channel, offer_id, cost_per_piece)
VALUES (:id, :campaign_id, :code, :name, :hold_out, :channel, :offer_id, :cost_per_piece)

-- name: update-cell
UPDATE campaigns_cell SET name = :name, hold_out = :hold_out, channel = :channel, offer_id = :offer_id,
    cost_per_piece = :cost_per_piece
WHERE id = :id

-- name: delete-cell
DELETE FROM campaigns_cell WHERE id = :id

-- name: cells-of-campaign
SELECT id, campaign_id, code, name, hold_out, channel, offer_id, cost_per_piece
FROM campaigns_cell WHERE campaign_id = :campaign_id ORDER BY code

-- name: insert-decision
INSERT INTO campaigns_decision (id, campaign_id, verdict, remark, decided_by, decided_at)
VALUES (:id, :campaign_id, :verdict, :remark, :decided_by, :decided_at)

-- name: decisions-of-campaign
SELECT id, campaign_id, verdict, remark, decided_by, decided_at
FROM campaigns_decision WHERE campaign_id = :campaign_id ORDER BY id

-- name: insert-cost
INSERT INTO campaigns_cost (id, campaign_id, stage, label, amount_minor, booked_at)
VALUES (:id, :campaign_id, :stage, :label, :amount_minor, :booked_at)

-- name: costs-of-campaign
SELECT id, campaign_id, stage, label, amount_minor, booked_at
FROM campaigns_cost WHERE campaign_id = :campaign_id ORDER BY id

-- name: count-cells-without-campaign
SELECT COUNT(*) FROM campaigns_cell c WHERE NOT EXISTS (SELECT 1 FROM campaigns_campaign k WHERE k.id = c.campaign_id)

-- name: count-running-without-decision
SELECT COUNT(*) FROM campaigns_campaign c WHERE c.state IN ('approved', 'running', 'finished')
    AND NOT EXISTS (SELECT 1 FROM campaigns_decision d WHERE d.campaign_id = c.id AND d.verdict = 'approved')
