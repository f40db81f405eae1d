public import CallSignaling

extension MemberID: ExpressibleByStringLiteral {
    /// An id for a test.
    public init(stringLiteral value: String) { self.init(value) }
}

extension ChurchID: ExpressibleByStringLiteral {
    /// An id for a test.
    public init(stringLiteral value: String) { self.init(value) }
}

extension DeviceID: ExpressibleByStringLiteral {
    /// An id for a test.
    public init(stringLiteral value: String) { self.init(value) }
}
