// CallSignaling
