import Testing

/// Scenarios whose subject is time; one after the other, so that none takes the time of another.
@Suite("Timed", .serialized)
struct TimedTests {}
