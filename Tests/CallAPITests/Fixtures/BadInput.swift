import Foundation
import HTTPTypes
import Testing

/// One row of the bad input table. `{id}` in the path stands for a call from `ann` to `bob` and `cid` that rings.
struct BadInput: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: Int
    let code: String
    /// What the detail must name.
    let names: String?
    let method: HTTPRequest.Method
    let path: String
    let member: String
    let body: String?
    let headers: [String: String]

    /// `line` is method and path.
    init(
        _ name: String, _ status: Int, _ code: String, names: String? = nil, _ line: String, as member: String = "dan",
        body: String? = nil, headers: [String: String] = ["Content-Type": "application/json"]
    ) {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        testDescription = name
        self.status = status
        self.code = code
        self.names = names
        method = HTTPRequest.Method(words[0]) ?? .get
        path = words[1]
        self.member = member
        self.body = body
        self.headers = headers
    }

    /// A body for `POST /api/calls`.
    init(_ name: String, _ status: Int, _ code: String, names: String? = nil, create body: String, type: String = "application/json") {
        self.init(name, status, code, names: names, "POST /api/calls", body: body, headers: ["Content-Type": type])
    }

    /// A `callee_ids` for an otherwise good `POST /api/calls`.
    init(_ name: String, names: String = "callee_ids", callees: String) {
        self.init(name, 422, "invalid_body", names: names, create: #"{"callee_ids":\#(callees),"call_type":"voice"}"#)
    }

    /// Further keys for an otherwise good `POST /api/calls`.
    init(_ name: String, names: String, adding keys: String) {
        self.init(name, 422, "invalid_body", names: names, create: #"{"callee_ids":["eve"],"call_type":"voice",\#(keys)}"#)
    }
}

extension BadInput {
    private static let long = String(repeating: "x", count: 129)
    private static let huge = #"{"callee_ids":["eve"],"call_type":"voice","x":"\#(String(repeating: "x", count: 2_000_000))"}"#

    static let bodies: [BadInput] = [
        BadInput("no body", 400, "invalid_json", names: "empty", "POST /api/calls"),
        BadInput("empty body", 400, "invalid_json", create: ""),
        BadInput("not JSON", 400, "invalid_json", create: "hello"),
        BadInput("cut off", 400, "invalid_json", create: #"{"callee_ids":["eve""#),
        BadInput("comment", 400, "invalid_json", create: #"{"callee_ids":["eve"],/* */"call_type":"voice"}"#),
        BadInput("single quotes", 400, "invalid_json", create: "{'callee_ids':['eve'],'call_type':'voice'}"),
        BadInput("two values", 400, "invalid_json", create: #"{"callee_ids":["eve"],"call_type":"voice"}{}"#),
        BadInput("comma before the end", 400, "invalid_json", create: #"{"callee_ids":["eve"],"call_type":"voice",}"#),
        BadInput("comma in the end of a list", 400, "invalid_json", create: #"{"callee_ids":["eve",],"call_type":"voice"}"#),
        BadInput("byte order mark", 400, "invalid_json", create: "\u{FEFF}{\"callee_ids\":[\"eve\"],\"call_type\":\"voice\"}"),
        BadInput(
            "key twice", 400, "invalid_json", names: "twice", create: #"{"callee_ids":["eve"],"call_type":"voice","call_type":"video"}"#),
        BadInput(
            "key twice, spelt differently", 400, "invalid_json", names: "twice",
            create: #"{"callee_ids":["eve"],"call_type":"voice","call\u005ftype":"video"}"#),
        BadInput(
            "key twice within", 400, "invalid_json", names: "twice",
            create: #"{"callee_ids":["eve"],"call_type":"voice","x":[{"a":1,"a":2}]}"#),
        BadInput("number with a zero before", 400, "invalid_json", create: #"{"callee_ids":["eve"],"call_type":"voice","x":01}"#),
        BadInput("NUL after the end", 400, "invalid_json", create: "{\"callee_ids\":[\"eve\"],\"call_type\":\"voice\"}\u{0}x"),
        BadInput("too deep", 400, "invalid_json", create: String(repeating: "[", count: 10_000)),
        BadInput("a list", 422, "invalid_body", names: "object", create: "[]"),
        BadInput("a text", 422, "invalid_body", names: "object", create: #""eve""#),
        BadInput("null", 422, "invalid_body", names: "object", create: "null"),
        BadInput("a number", 422, "invalid_body", names: "object", create: "7"),
        BadInput("empty object", 422, "invalid_body", names: "callee_ids", create: "{}"),
        BadInput("2 MB", 413, "body_too_large", names: "65536", create: huge),
        BadInput("2 MB for a command", 413, "body_too_large", "POST /api/calls/{id}/accept", as: "bob", body: huge),
        BadInput(
            "a form", 415, "unsupported_media_type", create: "callee_ids=eve&call_type=voice", type: "application/x-www-form-urlencoded"),
        BadInput("plain text", 415, "unsupported_media_type", create: #"{"callee_ids":["eve"],"call_type":"voice"}"#, type: "text/plain"),
        BadInput(
            "almost JSON", 415, "unsupported_media_type", create: #"{"callee_ids":["eve"],"call_type":"voice"}"#, type: "application/jsonp"),
        BadInput("callees missing", 422, "invalid_body", names: "callee_ids", create: #"{"call_type":"voice"}"#),
        BadInput("callees null", callees: "null"),
        BadInput("callees a text", callees: #""eve""#),
        BadInput("callees an object", callees: #"{"0":"eve"}"#),
        BadInput("no callees", callees: "[]"),
        BadInput("callee a number", callees: "[7]"),
        BadInput("callee null", callees: "[null]"),
        BadInput("callee empty", names: "callee_ids[0]", callees: #"[""]"#),
        BadInput("callee a single-level wildcard", names: "callee_ids[0]", callees: #"["+"]"#),
        BadInput("callee a multi-level wildcard", names: "callee_ids[1]", callees: ##"["eve","#"]"##),
        BadInput("callee a path", names: "callee_ids[0]", callees: #"["eve/incoming_call"]"#),
        BadInput("callee with NUL", names: "callee_ids[0]", callees: #"["eve\u0000"]"#),
        BadInput("callee with a line feed", names: "callee_ids[0]", callees: #"["eve\n"]"#),
        BadInput("callee with a blank", names: "callee_ids[0]", callees: #"["eve smith"]"#),
        BadInput("callee in unicode", names: "callee_ids[0]", callees: #"["Ève"]"#),
        BadInput("callee full width", names: "callee_ids[0]", callees: #"["ｅｖｅ"]"#),
        BadInput("callee half a surrogate", 400, "invalid_json", create: #"{"callee_ids":["\ud800"],"call_type":"voice"}"#),
        BadInput("callee of 129 characters", names: "callee_ids[0]", callees: "[\"\(long)\"]"),
        BadInput("callee an operator", callees: #"[{"$ne":null}]"#),
        BadInput("callee twice", names: "twice", callees: #"["eve","eve"]"#),
        BadInput("callee himself", names: "yourself", callees: #"["eve","dan"]"#),
        BadInput("nine callees", names: "8", callees: #"["a1","a2","a3","a4","a5","a6","a7","a8","a9"]"#),
        BadInput("a thousand callees", names: "256", callees: "[" + (0..<1_000).map { "\"m\($0)\"" }.joined(separator: ",") + "]"),
        BadInput("callee unknown", 404, "unknown_member", names: "nobody", create: #"{"callee_ids":["eve","nobody"],"call_type":"voice"}"#),
        BadInput("callee of another church", 404, "unknown_member", names: "zoe", create: #"{"callee_ids":["zoe"],"call_type":"voice"}"#),
        BadInput(
            "callee engaged elsewhere", 409, "busy", names: "another call", "POST /api/calls", as: "ann",
            body: #"{"callee_ids":["eve"],"call_type":"voice"}"#),
        BadInput("type missing", 422, "invalid_body", names: "call_type", create: #"{"callee_ids":["eve"]}"#),
        BadInput("type unknown", 422, "invalid_body", names: "voice", create: #"{"callee_ids":["eve"],"call_type":"hologram"}"#),
        BadInput("type in capitals", 422, "invalid_body", names: "call_type", create: #"{"callee_ids":["eve"],"call_type":"VOICE"}"#),
        BadInput("type a list", 422, "invalid_body", names: "call_type", create: #"{"callee_ids":["eve"],"call_type":["voice"]}"#),
        BadInput("community a path", names: "community_id", adding: #""community_id":"a/b""#),
        BadInput("community a number", names: "community_id", adding: #""community_id":7"#),
        BadInput("subgroup of 129 characters", names: "subgroup_id", adding: "\"subgroup_id\":\"\(long)\""),
        BadInput("subgroup an object", names: "subgroup_id", adding: #""subgroup_id":{}"#),
        BadInput("device a wildcard", names: "device_id", adding: ##""device_id":"#""##),
    ]
}
