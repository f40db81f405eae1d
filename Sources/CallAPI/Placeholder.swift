// CallAPI
