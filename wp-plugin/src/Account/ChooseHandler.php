<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\SentText;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/** The change form posted without scripts: makes the quote, then shows the page with it. */
final class ChooseHandler
{
    public const NONCE = 'plan_bridge_choose';

    public function __construct(private readonly Client $client = new Client())
    {
    }

    public function handle(): never
    {
        $membership = MembershipId::asked();
        $selection = Selection::fromInput(wp_unslash($_POST));
        $back = ['membership' => $membership] + ($selection?->query() ?? []);
        if (!wp_verify_nonce(SentText::of($_POST, '_wpnonce'), self::NONCE)) {
            Flash::add('warning', 'form_expired');
            Pages::go(Pages::change($back));
        }
        if ($selection === null || $membership === null) {
            Flash::add('warning', 'nothing_chosen');
            Pages::go(Pages::change($back));
        }
        $quote = Summary::ask($this->client, $membership, $selection)->quoteId();
        Pages::go(Pages::change($quote === null ? $back : ['membership' => $membership, 'quote' => $quote]));
    }
}
