import CallAPI
import Foundation
import HTTPTypes

extension FuzzTarget {
    private static let call = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    private static let bodies = [
        #"{"callee_ids":["bob","cid"],"call_type":"voice","community_id":"choir","subgroup_id":"s","device_id":"d-1"}"#,
        #"{"callee_ids":["bob"],"call_type":"video"}"#, #"{"reason":"busy","device_id":null}"#, #"{"reason":"network_error"}"#,
        #"{"is_muted":true,"is_video_enabled":false,"is_speaker_on":null}"#, #"{"enabled":true,"until":"2026-01-31T22:00:00+02:00"}"#,
        "null", "",
    ]
    private static let fields = [
        "Content-Type: application/json", "Content-Type: application/json; charset=utf-8\nX-Device-ID: phone-1",
        "Content-Type: application/json\nIdempotency-Key: \"a-1\\\"b\"", "Idempotency-Key: 1\nIdempotency-Key: 2",
        "Content-Type: text/plain",
        "X-Forwarded-For: 203.0.113.7, 10.0.0.1\nOrigin: https://app.example.org", "Authorization: Bearer x.y.z", "Content-Length: 70000",
    ]
    private static let lines =
        APIRoute.allCases.map { route in
            "\(route.method) \(route.path.replacing("{id}", with: call).replacing("{member}", with: "bob"))"
        } + [
            "GET /api/calls/history?page=1&page_size=20&call_type=voice", "GET /api/calls/stats?days=30",
            "GET /api/calls/%33f2504e0/events",
            "PUT /api/blocks/%62ob%2Fx", "OPTIONS /api/calls", "HEAD /api/calls/active", "BREW /api/coffee", "POST /api//calls/", "GET *",
        ]

    /// Requests of any method, path, query, header fields and body, through the router.
    static func requests() async throws -> FuzzTarget {
        let interface = try await Interface()
        let words = ["callee_ids", "call_type", "voice", "reason", "is_muted", "?", "&page=", "=", "%", "Idempotency-Key: ", "until", call]
        let heads = Mutator(samples: lines, words: words)
        let headers = Mutator(samples: fields, words: words)
        let texts = Mutator(samples: bodies, words: words)
        let grown = RandomJSON(
            keys: [
                "callee_ids", "call_type", "community_id", "subgroup_id", "device_id", "reason", "is_muted", "is_speaker_on",
                "is_screen_sharing", "is_hand_raised", "jitter_ms", "packet_loss_percent", "round_trip_ms", "frame_width", "enabled",
                "until",
            ],
            texts: ["bob", "ann", "voice", "video", "busy", "normal", "2026-01-31T22:00:00Z", call])
        return FuzzTarget(name: "requests") { random in
            let line = random.once(in: 3) ? text(heads.input(&random)) : random.pick(lines)
            let fields = random.once(in: 4) ? text(headers.input(&random)) : random.pick(fields)
            return RequestText.input(
                line.replacing("\n", with: ""), fields: fields.replacing("\n\n", with: "\n"),
                body: random.once(in: 3) ? Array(grown.object(&random).utf8) : texts.input(&random))
        } read: { input in
            let answer = try await interface.ask(RequestText(input))
            try require(answer.status < 500, "answered \(answer.status): \(text(answer.body))")
            if answer.status >= 400 { try checkProblem(answer) }
            return answer.status < 400 || [403, 404, 409].contains(answer.status)
        }
    }

    private static func checkProblem(_ answer: Interface.Answer) throws {
        struct Document: Decodable {
            let type: String
            let title: String
            let status: Int
            let detail: String
            let code: String
        }
        if answer.body.isEmpty { return }  // to HEAD
        do {
            let document = try JSONDecoder().decode(Document.self, from: Data(answer.body))
            try require(document.status == answer.status, "says \(document.status), is \(answer.status)")
            try require(document.detail.hasSuffix("."), "no sentence: \(document.detail)")
            try require(answer.type == "application/problem+json", "is \(answer.type ?? "of no type")")
        } catch is DecodingError {
            throw Finding("no problem document: \(answer.status) \(text(answer.body))")
        }
    }
}
