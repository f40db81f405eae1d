#pragma once
#include <mongoc/mongoc.h>
#include <string.h>

/* BSON crosses this border as bytes: `bson_t` is over-aligned, so it lives on the C stack only. */

/// Bytes that the receiver frees with `bson_free`.
typedef struct {
    uint8_t *data;
    uint32_t length;
} cmongo_bytes;

static inline bool cmongo_view(bson_t *view, const uint8_t *data, size_t length, bson_error_t *error) {
    if (bson_init_static(view, data, length)) return true;
    bson_set_error(error, MONGOC_ERROR_BSON, MONGOC_ERROR_BSON_INVALID, "malformed BSON");
    return false;
}

static inline bool cmongo_validate(const uint8_t *data, size_t length, bson_error_t *error) {
    bson_t view;
    return cmongo_view(&view, data, length, error)
        && bson_validate_with_error(&view, BSON_VALIDATE_UTF8 | BSON_VALIDATE_UTF8_ALLOW_NULL, error);
}

/// Relaxed extended JSON; freed with `bson_free`; NULL when the bytes are malformed.
static inline char *cmongo_json(const uint8_t *data, size_t length, size_t *json_length) {
    bson_t view;
    return bson_init_static(&view, data, length) ? bson_as_relaxed_extended_json(&view, json_length) : NULL;
}

/// Runs one command on the primary, without retries. `reply` is set in every case.
static inline bool cmongo_command(
    mongoc_client_t *client, const char *database, const uint8_t *data, size_t length, cmongo_bytes *reply, bson_error_t *error
) {
    bson_t command, answer;
    reply->data = NULL;
    reply->length = 0;
    if (!cmongo_view(&command, data, length, error)) return false;
    bool succeeded = mongoc_client_command_simple(client, database, &command, NULL, &answer, error);
    reply->data = bson_destroy_with_steal(&answer, true, &reply->length);
    return succeeded;
}

static inline mongoc_cursor_t *cmongo_find(
    mongoc_client_t *client, const char *database, const char *name, const uint8_t *filter_data, size_t filter_length,
    const uint8_t *options_data, size_t options_length, bson_error_t *error
) {
    bson_t filter, options;
    if (!cmongo_view(&filter, filter_data, filter_length, error)) return NULL;
    if (!cmongo_view(&options, options_data, options_length, error)) return NULL;
    mongoc_collection_t *collection = mongoc_client_get_collection(client, database, name);
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, &filter, &options, NULL);
    mongoc_collection_destroy(collection);
    return cursor;
}

/// `pipeline` is a document with the array `pipeline`.
static inline mongoc_cursor_t *cmongo_aggregate(
    mongoc_client_t *client, const char *database, const char *name, const uint8_t *pipeline_data, size_t pipeline_length,
    const uint8_t *options_data, size_t options_length, bson_error_t *error
) {
    bson_t pipeline, options;
    if (!cmongo_view(&pipeline, pipeline_data, pipeline_length, error)) return NULL;
    if (!cmongo_view(&options, options_data, options_length, error)) return NULL;
    mongoc_collection_t *collection = mongoc_client_get_collection(client, database, name);
    mongoc_cursor_t *cursor = mongoc_collection_aggregate(collection, MONGOC_QUERY_NONE, &pipeline, &options, NULL);
    mongoc_collection_destroy(collection);
    return cursor;
}

static inline mongoc_cursor_t *cmongo_list_indexes(mongoc_client_t *client, const char *database, const char *name) {
    mongoc_collection_t *collection = mongoc_client_get_collection(client, database, name);
    mongoc_cursor_t *cursor = mongoc_collection_find_indexes_with_opts(collection, NULL);
    mongoc_collection_destroy(collection);
    return cursor;
}

static inline mongoc_cursor_t *cmongo_list_collections(
    mongoc_client_t *client, const char *database, const uint8_t *options_data, size_t options_length, bson_error_t *error
) {
    bson_t options;
    if (!cmongo_view(&options, options_data, options_length, error)) return NULL;
    mongoc_database_t *handle = mongoc_client_get_database(client, database);
    mongoc_cursor_t *cursor = mongoc_database_find_collections_with_opts(handle, &options);
    mongoc_database_destroy(handle);
    return cursor;
}

/// The next document; its bytes are valid until the next call.
static inline bool cmongo_next(mongoc_cursor_t *cursor, const uint8_t **data, size_t *length) {
    const bson_t *document = NULL;
    if (!mongoc_cursor_next(cursor, &document)) return false;
    *data = bson_get_data(document);
    *length = document->len;
    return true;
}

/// Whether the cursor failed; the reply's bytes, when there is one, are valid as long as the cursor.
static inline bool cmongo_cursor_failed(mongoc_cursor_t *cursor, bson_error_t *error, const uint8_t **data, size_t *length) {
    const bson_t *reply = NULL;
    *data = NULL;
    *length = 0;
    if (!mongoc_cursor_error_document(cursor, error, &reply)) return false;
    if (reply) {
        *data = bson_get_data(reply);
        *length = reply->len;
    }
    return true;
}

/// The text of `error`, which Swift would see as a tuple of 504 bytes.
static inline const char *cmongo_message(const bson_error_t *error) { return error->message; }
