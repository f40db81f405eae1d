"""A request that its vendor would refuse."""


class Refusal(Exception):
    """`why` is for the test, `status` and `content` for the sender."""

    def __init__(self, why, status, content):
        super().__init__(why)
        self.why, self.status, self.content = why, status, content
