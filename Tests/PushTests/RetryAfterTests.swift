import Foundation
import Testing

@testable import Push

/// What `Retry-After` says, in both its forms.
@Suite struct RetryAfterTests {
    private let now = Date(timeIntervalSince1970: 784_111_777)  // Sun, 06 Nov 1994 08:49:37 GMT

    @Test(
        arguments: [
            (nil, nil), ("", nil), ("0", 0), ("17", 17), ("-1", nil), ("1.5", nil), ("99999999", 86_400), ("soon", nil),
            ("Sun, 06 Nov 1994 08:50:07 GMT", 30), ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sat, 05 Nov 1994 08:49:37 GMT", 0),
            ("Sun, 06 Nov 1994 08:50:07", nil), ("Sun, 06 Abc 1994 08:50:07 GMT", nil), ("Sun, 06 Nov 1994 ab:50:07 GMT", nil),
        ] as [(String?, Double?)])
    func secondsToWait(text: String?, seconds: Double?) { #expect(RetryAfter.seconds(text, at: now) == seconds) }
}
