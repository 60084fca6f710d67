"""What a program is answered that writes what a membership of ours keeps: by REST, and as an assistant."""

from typing import Any

import pytest

from tests.integration.companion.beside import BJORN, ULLA, Beside

REST = """
$request = new WP_REST_Request('PUT', "/wu/v2/membership/$id");
$request->set_header('Content-Type', 'application/json');
$request->set_body(wp_json_encode($arguments['given']));
if (function_exists('wu_get_setting')) {
    wu_save_setting('api_key', 'of-a-test');
    wu_save_setting('api_secret', 'secret-of-a-test');
    $request->set_query_params(['api_key' => 'of-a-test', 'api_secret' => 'secret-of-a-test']);
}
$answer = rest_do_request($request);
$told = $answer->is_error() ? $answer->get_data() : [];
return [
    'status' => $answer->get_status(), 'code' => $told['code'] ?? '', 'message' => $told['message'] ?? '',
    'not_saved' => $told['data']['not_saved'] ?? null,
    'kept' => get_user_meta(get_current_user_id(), 'plan_bridge_kept_back', true),
];
"""

TOOL = """
$name = 'multisite-ultimate/membership-update-item';
$given = ['id' => $id] + $arguments['given'];
$answer = function_exists('stand_in_tool') ? stand_in_tool($given) : wp_get_ability($name)->execute($given);
$told = is_wp_error($answer) ? $answer : new WP_Error();
return [
    'code' => $told->get_error_code(), 'message' => $told->get_error_message(),
    'not_saved' => $told->get_error_data()['not_saved'] ?? null,
    'kept' => get_user_meta(get_current_user_id(), 'plan_bridge_kept_back', true),
];
"""
BY_REST_AND_AS_AN_ASSISTANT = pytest.mark.parametrize("way", [REST, TOOL], ids=["rest", "assistant"])

ALONE: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"date_expiration": "2031-01-01 00:00:00"}, "Expiration date", ["date_expiration"]),
    ({"gateway": "manual"}, "Gateway", ["gateway"]),
    ({"status": "expired"}, "Status", ["status"]),
]


@BY_REST_AND_AS_AN_ASSISTANT
@pytest.mark.parametrize(("given", "name", "columns"), ALONE, ids=["date", "gateway", "status"])
def test_what_is_kept_back_alone_is_answered_with_what_it_was_and_where_it_is_changed(
    beside: Beside, way: str, given: dict[str, Any], name: str, columns: list[str]
) -> None:
    before = beside.take_over()

    answer = beside.php(way, "admin", given=given)

    assert beside.row() == before
    if answer["code"] in {"rest_invalid_param", "ability_invalid_input"}:
        pytest.skip("this version of the plugin takes no status from a program, whoever bills the membership")
    assert answer["code"] == "plan_bridge_kept_back"
    assert answer.get("status", 409) == 409
    assert f"Not saved for membership {BJORN}: {name}." in answer["message"]
    assert f"page=plan-bridge-account&membership={BJORN}" in answer["message"]
    assert answer["message"].endswith(("Nothing was changed.", "Anything else that was sent is saved."))
    assert answer["not_saved"] == {str(BJORN): columns}
    assert answer["kept"] in ("", []), "nobody is told twice"


@BY_REST_AND_AS_AN_ASSISTANT
def test_what_is_saved_beside_it_is_said_to_be(beside: Beside, way: str) -> None:
    before = beside.take_over()
    rows = "SELECT signup_method FROM {p}wu_memberships WHERE id = 2"

    answer = beside.php(way, "admin", given={"date_expiration": "2031-01-01 00:00:00", "signup_method": "by-hand"})

    assert (beside.row(), beside.network.sql(rows)) == (before, [["by-hand"]])
    assert answer["message"].endswith("Anything else that was sent is saved.")


@BY_REST_AND_AS_AN_ASSISTANT
def test_a_membership_of_theirs_is_answered_as_ever(beside: Beside, way: str) -> None:
    answer = beside.php(way, "admin", id=ULLA, given={"date_expiration": "2031-01-01 00:00:00"})

    assert (answer["code"], answer.get("status", 200)) == ("", 200)
    assert beside.row(ULLA)["date_expiration"] == "2031-01-01 00:00:00"
