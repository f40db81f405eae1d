import Foundation
import Logging
import Testing

@testable import CallServer

/// Log lines for programs.
@Suite struct JSONLogHandlerTests {
    private func line(_ metadata: Logger.Metadata) -> String {
        var handler = JSONLogHandler(label: "calls") { _ in }
        handler[metadataKey: "instance"] = "i-1"
        let event = LogEvent(level: .warning, message: "Slow", metadata: metadata, source: nil, file: "f", function: "f", line: 1)
        return handler.line(for: event, at: arrival)
    }

    @Test func lineHoldsTimeLevelMessageAndMetadata() {
        #expect(
            line(["count": "3", "parts": ["a", "b"]])
                == #"{"count":"3","instance":"i-1","level":"warning","logger":"calls","message":"Slow","parts":["a","b"],"time":"2026-01-31T09:30:00.125Z"}"#
        )
    }

    @Test func whatTheMessageSaysGoesBeforeTheHandlers() {
        #expect(line(["instance": "i-2"]).contains(#""instance":"i-2""#))
    }

    @Test func lineIsOneLine() {
        #expect(!line(["error": "one\ntwo"]).contains("\n"))
    }
}
