class MapView {}
