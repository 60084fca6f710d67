<?php
/**
 * A letter as HTML. Mail programs know tables and styles in the tags, and nothing else.
 *
 * @var array{greeting: string, paragraphs: list<string>, facts: list<array{0: string, 1: string}>, lines: list<array{0: string, 1: string, 2: bool}>, charged_at: string, pay: ?array{facts: list<array{0: string, 1: string}>, instructions: string}, link: array{0: string, 1: string}, network: string, logo: string, language: string, is_rtl: bool} $data
 *      instructions: HTML that has been cleaned
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$plan_bridge_side = $data['is_rtl'] ? 'right' : 'left';
$plan_bridge_other = $data['is_rtl'] ? 'left' : 'right';
$plan_bridge_facts = static function (array $facts) use ($plan_bridge_side): void {
	foreach ($facts as [$plan_bridge_label, $plan_bridge_value]) :
		?>
		<tr>
			<td style="padding:2px 16px 2px 0;color:#50575e;vertical-align:top;text-align:<?php echo esc_attr($plan_bridge_side); ?>;"><?php echo esc_html($plan_bridge_label); ?></td>
			<td style="padding:2px 0;vertical-align:top;text-align:<?php echo esc_attr($plan_bridge_side); ?>;word-break:break-word;"><?php echo esc_html($plan_bridge_value); ?></td>
		</tr>
		<?php
	endforeach;
};
?>
<!DOCTYPE html>
<html lang="<?php echo esc_attr($data['language']); ?>" dir="<?php echo $data['is_rtl'] ? 'rtl' : 'ltr'; ?>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?php echo esc_html($data['network']); ?></title>
</head>
<body style="margin:0;padding:0;background:#f0f0f1;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f0f0f1;"><tr><td align="center" style="padding:24px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border:1px solid #c3c4c7;font:15px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1d2327;text-align:<?php echo esc_attr($plan_bridge_side); ?>;">
<tr><td style="padding:20px 28px;border-bottom:1px solid #dcdcde;font-weight:600;"><?php if ($data['logo'] !== '') : ?><img src="<?php echo esc_url($data['logo']); ?>" width="32" height="32" alt="" style="vertical-align:middle;border:0;margin-<?php echo esc_attr($plan_bridge_other); ?>:10px;"><?php endif; ?><?php echo esc_html($data['network']); ?></td></tr>
<tr><td style="padding:24px 28px;">
	<p style="margin:0 0 14px;"><?php echo esc_html($data['greeting']); ?></p>
	<?php foreach ($data['paragraphs'] as $plan_bridge_paragraph) : ?>
		<p style="margin:0 0 14px;"><?php echo nl2br(esc_html($plan_bridge_paragraph)); ?></p>
	<?php endforeach; ?>
	<?php if ($data['pay'] !== null) : ?>
		<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 18px;background:#f6f7f7;"><tr><td style="padding:14px 18px;border-<?php echo esc_attr($plan_bridge_side); ?>:4px solid #dba617;">
			<p style="margin:0 0 8px;font-weight:600;"><?php esc_html_e('How to pay', 'plan-bridge'); ?></p>
			<table role="presentation" cellpadding="0" cellspacing="0" style="font-size:15px;"><?php $plan_bridge_facts($data['pay']['facts']); ?></table>
			<div style="margin:10px 0 0;"><?php echo wp_kses_post($data['pay']['instructions']); ?></div>
		</td></tr></table>
	<?php endif; ?>
	<?php if ($data['lines'] !== []) : ?>
		<table width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 6px;font-size:15px;border-top:1px solid #dcdcde;">
			<?php foreach ($data['lines'] as [$plan_bridge_words, $plan_bridge_amount, $plan_bridge_is_sum]) : ?>
				<tr>
					<td style="padding:6px 12px 6px 0;text-align:<?php echo esc_attr($plan_bridge_side); ?>;<?php echo $plan_bridge_is_sum ? 'font-weight:600;border-top:1px solid #dcdcde;' : ''; ?>"><?php echo esc_html($plan_bridge_words); ?></td>
					<td style="padding:6px 0;white-space:nowrap;text-align:<?php echo esc_attr($plan_bridge_other); ?>;<?php echo $plan_bridge_is_sum ? 'font-weight:600;border-top:1px solid #dcdcde;' : ''; ?>"><?php echo esc_html($plan_bridge_amount); ?></td>
				</tr>
			<?php endforeach; ?>
		</table>
		<p style="margin:0 0 18px;color:#50575e;"><?php echo esc_html($data['charged_at']); ?></p>
	<?php endif; ?>
	<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 20px;font-size:15px;"><?php $plan_bridge_facts($data['facts']); ?></table>
	<p style="margin:0;"><a href="<?php echo esc_url($data['link'][1]); ?>" style="display:inline-block;padding:10px 18px;background:#2271b1;color:#ffffff;text-decoration:none;border-radius:3px;"><?php echo esc_html($data['link'][0]); ?></a></p>
</td></tr>
<tr><td style="padding:14px 28px;border-top:1px solid #dcdcde;font-size:13px;color:#50575e;word-break:break-all;"><?php echo esc_html($data['link'][1]); ?></td></tr>
</table>
</td></tr></table>
</body>
</html>
