/**
 * The block editor on a full site: says so before the click on Publish, and takes a refused post back to what the server
 * kept it as, so that the next save is an ordinary one. Nothing is lost without this file.
 */
( function ( wp, words ) {
	'use strict';

	var EDITOR = 'core/editor';
	var NOTICE = 'plan-bridge-limit';
	var REFUSED = 'plan_bridge_limit_reached';

	var el = wp.element.createElement;
	var select = wp.data.select;
	var dispatch = wp.data.dispatch;
	var wasSaving = false;
	var isOpen = false;

	/** The refusal of the save that has just ended, or null. */
	function refusal() {
		var editor = select( EDITOR );
		var error = select( 'core' ).getLastEntitySaveError( 'postType', editor.getCurrentPostType(), editor.getCurrentPostId() );
		return error && error.code === REFUSED && error.data && error.data.kept_as ? error : null;
	}

	function say( kind, text ) {
		var actions = words.label ? [ { label: words.label, url: words.change } ] : [];
		dispatch( 'core/notices' ).createNotice( kind, text, { id: NOTICE, actions, isDismissible: true } );
	}

	/** The server has stored everything already; this save makes the editor know it. */
	function backToDraft( error ) {
		dispatch( EDITOR ).editPost( { status: error.data.kept_as }, { undoIgnore: true } );
		dispatch( EDITOR ).savePost();
		dispatch( 'core/notices' ).removeNotice( 'SAVE_POST_NOTICE_ID' );
		dispatch( 'core/notices' ).removeNotice( 'editor-save' );
		dispatch( dispatch( EDITOR ).closePublishSidebar ? EDITOR : 'core/edit-post' ).closePublishSidebar();
		say( 'error', error.message );
	}

	function isPublished() {
		return [ 'publish', 'private', 'future' ].includes( select( EDITOR ).getCurrentPostAttribute( 'status' ) );
	}

	/** With the panel before publishing switched off, Publish is the only click: then it is said at once. */
	function opened() {
		isOpen = true;
		if ( words.full && ! isPublished() && ! select( EDITOR ).isPublishSidebarEnabled() ) {
			say( 'warning', words.text );
		}
	}

	function watch() {
		var editor = select( EDITOR );
		if ( ! isOpen && editor.getCurrentPostId() ) {
			opened();
		}
		var isSaving = editor.isSavingPost() && ! editor.isAutosavingPost();
		var error = wasSaving && ! isSaving && refusal();
		var ended = wasSaving && ! isSaving;
		wasSaving = isSaving;
		if ( error ) {
			window.setTimeout( backToDraft, 0, error ); // the editor still has to write its own notice
		} else if ( ended && isPublished() ) {
			dispatch( 'core/notices' ).removeNotice( NOTICE );
		}
	}

	function Panel() {
		var PrePublish = ( wp.editor && wp.editor.PluginPrePublishPanel ) || wp.editPost.PluginPrePublishPanel;
		return el(
			PrePublish,
			{ title: words.title, initialOpen: true, className: 'pb-editor-limit' },
			el( 'p', null, words.text ),
			words.label ? el( 'p', null, el( 'a', { href: words.change }, words.label ) ) : null
		);
	}

	wp.plugins.registerPlugin( 'plan-bridge-limit', { render: Panel, icon: null } );
	wp.data.subscribe( watch );
} )( window.wp, window.planBridgeEditor );
