<?php

declare(strict_types=1);

namespace PlanBridge\Privacy;

use PlanBridge\Service\Client;
use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** The user behind an e-mail address, as a customer: their memberships, one after another, and whom the service is asked as. */
final class Customer
{
    private function __construct(public readonly int $user)
    {
    }

    /** Null where nobody has this address. */
    public static function of(string $email): ?self
    {
        $user = get_user_by('email', trim($email));
        return $user === false ? null : new self((int) $user->ID);
    }

    /** Asks as this person, who is told what is theirs alone. */
    public function client(): Client
    {
        return new Client(customer: $this->user);
    }

    /** The membership at this place, counted from 1 and the oldest first; null behind the last. */
    public function membership(int $place): ?int
    {
        $sql = 'SELECT held.id FROM ' . Network::table('wu_customers') . ' AS holder JOIN ' . Network::table('wu_memberships') . ' AS held ON held.customer_id = holder.id WHERE holder.user_id = %d ORDER BY held.id LIMIT 1 OFFSET %d';
        $id = Network::quietly(fn (\wpdb $db): ?string => $db->get_var($db->prepare($sql, $this->user, max(0, $place - 1))));
        return $id === null ? null : (int) $id;
    }
}
