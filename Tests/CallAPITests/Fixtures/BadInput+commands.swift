import Foundation
import HTTPTypes

extension BadInput {
    private static let unknown = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    private static let commands = ["accept", "reject", "cancel", "connected", "end", "ringing", "leave", "token"]

    /// A body for a command on the call.
    private static func command(_ name: String, _ command: String, _ body: String, names: String, as member: String = "bob") -> BadInput {
        BadInput(name, 422, "invalid_body", names: names, "POST /api/calls/{id}/\(command)", as: member, body: body)
    }

    private static let noIDs = [
        "x", "%2B", "%23", "+", "..", "%2e%2e", "%00", "3f2504e0", "3f2504e04f8941d39a0c0305e82c3301", unknown + "%00", unknown + "0",
        "{" + unknown + "}", "3f2504e0-4f89-41d3-9a0c-0305e82c330g", "%33f2504e0-4f89-41d3-9a0c-0305e82c330", "%D7%90", "null", "$ne",
    ]

    /// Addresses of calls that are none.
    static let ids: [BadInput] =
        noIDs.map { BadInput("id \($0)", 400, "invalid_id", names: "UUID", "GET /api/calls/\($0)") }
        + commands.map { BadInput("\($0) what is no id", 400, "invalid_id", "POST /api/calls/%2B/\($0)") }

    /// Calls that are not there, or not his who asks.
    static let strangers: [BadInput] =
        commands.map { BadInput("\($0) an unknown call", 404, "unknown_call", "POST /api/calls/\(unknown)/\($0)", as: "ann") }
        + commands.map { BadInput("\($0) a call of others", 403, "not_participant", "POST /api/calls/{id}/\($0)", as: "dan") }

    /// Likewise, and calls that do not stand where they should.
    static let states: [BadInput] = [
        BadInput("see an unknown call", 404, "unknown_call", "GET /api/calls/\(unknown)"),
        BadInput("see a call of others", 403, "not_participant", "GET /api/calls/{id}"),
        BadInput("events of an unknown call", 404, "unknown_call", "GET /api/calls/\(unknown)/events"),
        BadInput("events of a call of others", 403, "not_participant", "GET /api/calls/{id}/events"),
        BadInput("cancel as callee", 403, "not_caller", "POST /api/calls/{id}/cancel", as: "bob"),
        BadInput("accept as caller", 409, "not_ringing", "POST /api/calls/{id}/accept", as: "ann"),
        BadInput("reject as caller", 409, "not_ringing", "POST /api/calls/{id}/reject", as: "ann"),
        BadInput("connect before the answer", 409, "not_in_call", "POST /api/calls/{id}/connected", as: "bob"),
        BadInput("token before the answer", 409, "not_in_call", "POST /api/calls/{id}/token", as: "bob"),
        BadInput("leave before the answer", 409, "not_in_call", "POST /api/calls/{id}/leave", as: "bob"),
        BadInput(
            "invite before the answer", 409, "not_in_call", "POST /api/calls/{id}/invite", as: "bob", body: #"{"callee_ids":["eve"]}"#),
    ]

    /// Bodies and headers of commands.
    static let parameters: [BadInput] =
        [
            command("reason unknown", "reject", #"{"reason":"tired"}"#, names: "rejected, busy"),
            command("reason of another command", "end", #"{"reason":"busy"}"#, names: "network_error", as: "ann"),
            command("reason a number", "end", #"{"reason":1}"#, names: "reason", as: "ann"),
            command("accept with a list", "accept", "[]", names: "object"),
            command("accept with a bad device", "accept", #"{"device_id":"a/b"}"#, names: "device_id"),
            BadInput("accept with broken JSON", 400, "invalid_json", "POST /api/calls/{id}/accept", as: "bob", body: "{"),
            BadInput("empty invite", 422, "invalid_body", names: "callee_ids", "POST /api/calls/{id}/invite", as: "ann", body: "{}"),
            BadInput("invite twice", 422, "invalid_body", "POST /api/calls/{id}/invite", as: "ann", body: #"{"callee_ids":["eve","eve"]}"#),
            BadInput("invite himself", 422, "invalid_body", "POST /api/calls/{id}/invite", as: "ann", body: #"{"callee_ids":["ann"]}"#),
            BadInput(
                "invite a stranger", 404, "unknown_member", names: "zoe", "POST /api/calls/{id}/invite", as: "ann",
                body: #"{"callee_ids":["zoe"]}"#),
            BadInput(
                "no jitter", 422, "invalid_body", names: "jitter_ms", "POST /api/calls/{id}/quality", as: "ann",
                body: #"{"packet_loss_percent":1,"round_trip_ms":1}"#),
            BadInput(
                "more lost than sent", 422, "invalid_body", names: "packet_loss_percent", "POST /api/calls/{id}/quality", as: "ann",
                body: #"{"jitter_ms":1,"packet_loss_percent":100.1,"round_trip_ms":1}"#),
            BadInput(
                "a negative round trip", 422, "invalid_body", names: "round_trip_ms", "POST /api/calls/{id}/quality", as: "ann",
                body: #"{"jitter_ms":1,"packet_loss_percent":1,"round_trip_ms":-1}"#),
            BadInput(
                "half a pixel", 422, "invalid_body", names: "frame_width", "POST /api/calls/{id}/quality", as: "ann",
                body: #"{"jitter_ms":1,"packet_loss_percent":1,"round_trip_ms":1,"frame_width":0.5}"#),
            BadInput(
                "jitter in words", 422, "invalid_body", names: "jitter_ms", "POST /api/calls/{id}/quality", as: "ann",
                body: #"{"jitter_ms":"little","packet_loss_percent":1,"round_trip_ms":1}"#),
            BadInput("no body to rate", 400, "invalid_json", "POST /api/calls/{id}/quality", as: "ann"),
            BadInput("no change", 422, "invalid_body", names: "is_muted", "PATCH /api/calls/{id}/participant", as: "ann", body: "{}"),
            BadInput("no body to change", 400, "invalid_json", "PATCH /api/calls/{id}/participant", as: "ann"),
            BadInput(
                "flag a text", 422, "invalid_body", names: "is_muted", "PATCH /api/calls/{id}/participant", as: "ann",
                body: #"{"is_muted":"true"}"#),
            BadInput(
                "flag a number", 422, "invalid_body", names: "is_speaker_on", "PATCH /api/calls/{id}/participant", as: "ann",
                body: #"{"is_speaker_on":1}"#),
            BadInput(
                "flag a list", 422, "invalid_body", names: "is_hand_raised", "PATCH /api/calls/{id}/participant", as: "ann",
                body: #"{"is_hand_raised":[true]}"#),
            BadInput(
                "device header a path", 400, "invalid_parameter", names: "X-Device-ID", "POST /api/calls/{id}/accept", as: "bob",
                headers: ["X-Device-ID": "a/b"]),
            BadInput(
                "device header empty", 400, "invalid_parameter", names: "X-Device-ID", "POST /api/calls/{id}/accept", as: "bob",
                headers: ["X-Device-ID": ""]),
            BadInput(
                "device header too long", 400, "invalid_parameter", "POST /api/calls/{id}/accept", as: "bob",
                headers: ["X-Device-ID": String(repeating: "x", count: 129)]),
        ]

    private static func query(_ path: String, _ name: String, _ values: [String]) -> [BadInput] {
        values.map { BadInput("\(name)=\($0)", 400, "invalid_parameter", names: name, "GET /api/calls/\(path)?\(name)=\($0)") }
    }

    private static let call = "7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"

    /// Query parameters.
    static let queries: [BadInput] =
        query("history", "page", ["0", "-1", "x", "1.5", "9223372036854775807", "99999999999999999999"])
        + query("history", "page_size", ["0", "101", "%00", "20%20"]) + query("history", "call_type", ["fax", "Voice"])
        + query(
            "history", "cursor",
            ["x", ".", "1.", ".\(call)", "-1.\(call)", "+1.\(call)", "1e3.\(call)", "1.\(call).", "100000000000000.\(call)"])
        + query("history", "cursor", ["1769851800125.\(call)&cursor="])
        + query("stats", "days", ["0", "3651", "all", "1e3", "%zz"])
        + query("history", "page", ["1&page=2"]) + query("history", "call_type", ["&call_type=voice"]) + query("stats", "days", ["7&days="])

    static let all: [BadInput] = bodies + ids + strangers + states + parameters + queries
}
