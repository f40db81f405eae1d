/// Where in a value the encoder or decoder stands; turned into an array only for an error or when asked.
indirect enum CodingPath {
    case root
    case key(any CodingKey, CodingPath)

    var keys: [any CodingKey] {
        var keys: [any CodingKey] = []
        var rest = self
        while case .key(let key, let parent) = rest {
            keys.append(key)
            rest = parent
        }
        return keys.reversed()
    }
}

/// The key of an array's element, or of a superclass. Small enough to be an `any CodingKey` without an allocation.
enum BSONCodingKey: CodingKey {
    case index(Int)
    case name(String)

    static let superclass = BSONCodingKey.name("super")

    init(stringValue: String) { self = .name(stringValue) }

    init(intValue: Int) { self = .index(intValue) }

    var stringValue: String {
        switch self {
        case .index(let index): String(index)
        case .name(let name): name
        }
    }

    var intValue: Int? {
        if case .index(let index) = self { index } else { nil }
    }
}
