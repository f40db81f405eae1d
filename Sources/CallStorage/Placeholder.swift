// CallStorage
