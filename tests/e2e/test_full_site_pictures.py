"""What somebody sees who edits or crops a picture on a site whose disk space is used up."""

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor
from tests.integration.allowing import allow

FULL = "Your plan allows 3 MB of disk space; 3.5 MB are used and this file does not fit."


def fill_up(owner: Visitor) -> int:
    """Less disk space than is used; the id of a picture that can be edited."""
    allow(owner.network, owner.blog, {"disk_space": {"limit": 3}})
    code = """
        require_once ABSPATH . 'wp-admin/includes/admin.php';
        $path = wp_upload_dir()['path'] . '/rund.png';
        imagepng(imagecreatetruecolor(800, 600), $path);
        $given = ['post_mime_type' => 'image/png', 'post_title' => 'Rund', 'post_author' => get_current_user_id()];
        $id = wp_insert_attachment($given, $path);
        wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $path));
        return $id;
    """
    return int(owner.network.php(code, blog=owner.blog, user="admin"))


def test_the_media_screens_editor_shows_why_a_picture_was_not_saved(anna: Visitor) -> None:
    picture = fill_up(anna)
    anna.go(f"wp-admin/post.php?post={picture}&action=edit")
    anna.find(f"#imgedit-open-btn-{picture}").click()
    anna.find(f"#image-preview-{picture}").wait_for()

    anna.find("button.imgedit-rright").click()
    anna.find("input.imgedit-submit-btn:not([disabled])").click()

    expect(anna.find(f"#imgedit-response-{picture}")).to_have_text(FULL)


def test_the_cropper_shows_why_a_picture_was_not_cropped(anna: Visitor) -> None:
    picture = fill_up(anna)
    anna.go("wp-admin/upload.php?mode=grid")
    anna.page.wait_for_function("() => window.wp?.media?.view?.Cropper")

    said = anna.page.evaluate(
        """async id => {
            const found = wp.media.attachment(id);
            await found.fetch();
            const crop = { x1: 0, y1: 0, width: 300, height: 200, dst_width: 300, dst_height: 200 };
            const sent = { id, nonce: found.get('nonces').edit, context: 'custom-logo', cropDetails: crop };
            await new Promise(done => wp.ajax.post('crop-image', sent).always(done));
            const view = new wp.media.view.Cropper({ controller: new wp.Backbone.View(), attachment: found });
            view.onError();
            view.render();
            return view.$el.text() + view.views.get('.upload-errors').map(one => one.options.message).join(' ');
        }""",
        picture,
    )

    assert FULL in said
