"""Points, angles, the globe."""

import math

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .stranger import Stranger

EARTH_RADIUS = 6371.0088


def haversine(lat1, lon1, lat2, lon2):
    lat1, lon1, lat2, lon2 = map(math.radians, (lat1, lon1, lat2, lon2))
    a = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(a))


def polygon_area(x, y):
    return 0.5 * np.abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))


def inside_polygon(px, py, x, y):
    inside = np.zeros(len(px), dtype=bool)
    n = len(x)
    for k in range(len(px)):
        j = n - 1
        for i in range(n):
            if (y[i] > py[k]) != (y[j] > py[k]):
                cross = (x[j] - x[i]) * (py[k] - y[i]) / (y[j] - y[i]) + x[i]
                if px[k] < cross:
                    inside[k] = not inside[k]
            j = i
    return inside


def convex_hull(points):
    """The corners from the lowest one on the left, counterclockwise."""

    def turn(o, a, b):
        return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])

    ordered = sorted(points.tolist())
    chains = []
    for walk in (ordered, ordered[::-1]):
        chain = []
        for p in walk:
            while len(chain) >= 2 and turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        chains.append(chain[:-1])
    return np.array(chains[0] + chains[1])


def quaternion_rotate(points, axis, angle):
    axis = axis / np.linalg.norm(axis)
    w = np.cos(angle / 2)
    x, y, z = axis * np.sin(angle / 2)
    R = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
    return points @ R.T


def circumcircle(a, b, c):
    d = 2 * (a[0] * (b[1] - c[1]) + b[0] * (c[1] - a[1]) + c[0] * (a[1] - b[1]))
    aa, bb, cc = (p[0] ** 2 + p[1] ** 2 for p in (a, b, c))
    ux = (aa * (b[1] - c[1]) + bb * (c[1] - a[1]) + cc * (a[1] - b[1])) / d
    uy = (aa * (c[0] - b[0]) + bb * (a[0] - c[0]) + cc * (b[0] - a[0])) / d
    return {"centre": np.array([ux, uy]), "radius": math.hypot(ux - a[0], uy - a[1])}


def closest_pair(points):
    best = math.inf
    pair = None
    for i in range(len(points)):
        for j in range(i + 1, len(points)):
            distance = math.dist(points[i], points[j])
            if distance < best:
                best = distance
                pair = (i, j)
    return {"pair": np.array(pair), "distance": best}


def bearing(lat1, lon1, lat2, lon2):
    p1, p2 = np.radians(lat1), np.radians(lat2)
    d = np.radians(lon2 - lon1)
    east = np.sin(d) * np.cos(p2)
    north = np.cos(p1) * np.sin(p2) - np.sin(p1) * np.cos(p2) * np.cos(d)
    return (np.degrees(np.arctan2(east, north)) + 360) % 360


CLOUD = normal(25, 2, seed=101)
STAR_X = np.array([0.0, 2.0, 3.0, 1.5, 2.5, -1.0])
STAR_Y = np.array([0.0, -1.0, 2.0, 1.0, 3.0, 2.5])

STRANGERS = [
    Stranger(
        "haversine",
        haversine,
        right="""function(lat1, lon1, lat2, lon2) {
          rad <- pi / 180
          a <- sin((lat2 - lat1) * rad / 2)^2 +
            cos(lat1 * rad) * cos(lat2 * rad) * sin((lon2 - lon1) * rad / 2)^2
          2 * 6371.0088 * asin(sqrt(a))
        }""",
        wrong=("6371.0088", "6371"),
        mistake="a rounder Earth",
        cases=[
            Case("Seoul to Berlin", 37.5665, 126.978, 52.52, 13.405),
            Case("across the date line", -36.85, 174.76, 21.31, -157.86),
        ],
    ),
    Stranger(
        "polygon_area",
        polygon_area,
        right="""function(x, y) {
          after <- c(seq_along(x)[-1], 1)
          abs(sum(x * y[after] - x[after] * y)) / 2
        }""",
        wrong="function(x, y) abs(sum(head(x, -1) * tail(y, -1) - tail(x, -1) * head(y, -1))) / 2",
        mistake="does not close the polygon",
        cases=[Case("star", STAR_X, STAR_Y), Case("triangle", *uniform(2, 3, seed=1))],
    ),
    Stranger(
        "inside_polygon",
        inside_polygon,
        right="""function(px, py, x, y) {
          j <- c(length(x), seq_along(x)[-length(x)])
          mapply(function(px, py) {
            crosses <- (y > py) != (y[j] > py) &
              px < (x[j] - x) * (py - y) / (y[j] - y) + x
            sum(crosses) %% 2 == 1
          }, px, py)
        }""",
        wrong=(
            "j <- c(length(x), seq_along(x)[-length(x)])",
            "j <- c(1, seq_along(x)[-length(x)])",
        ),
        mistake="does not close the polygon",
        cases=[
            Case(
                "star",
                uniform(30, seed=2, low=-1.0, high=3.0),
                uniform(30, seed=3, low=-1.0, high=3.0),
                STAR_X,
                STAR_Y,
            ),
            Case(
                "square",
                np.array([0.5, 1.5, 0.0]),
                np.array([0.5, 0.5, 0.2]),
                np.array([0.0, 1.0, 1.0, 0.0]),
                np.array([0.0, 0.0, 1.0, 1.0]),
            ),
        ],
    ),
    Stranger(
        "convex_hull",
        convex_hull,
        right="""function(points) {
          corners <- rev(chull(points))
          first <- order(points[corners, 1], points[corners, 2])[1]
          points[c(tail(corners, length(corners) - first + 1), head(corners, first - 1)), ]
        }""",
        wrong=("rev(chull(points))", "chull(points)"),
        mistake="R goes round clockwise",
        cases=[Case("cloud", CLOUD), Case("few", normal(6, 2, seed=102))],
    ),
    Stranger(
        "quaternion_rotate",
        quaternion_rotate,
        right="""function(points, axis, angle) {
          k <- axis / sqrt(sum(axis^2))
          K <- matrix(c(0, k[3], -k[2], -k[3], 0, k[1], k[2], -k[1], 0), 3)
          R <- diag(3) + sin(angle) * K + (1 - cos(angle)) * K %*% K
          points %*% t(R)
        }""",
        wrong=("points %*% t(R)", "points %*% R"),
        mistake="turns the other way",
        cases=[
            Case("ten", normal(10, 3, seed=103), np.array([1.0, 2.0, -0.5]), 0.8),
            Case("quarter turn", np.eye(3), np.array([0.0, 0.0, 2.0]), np.pi / 2),
        ],
    ),
    Stranger(
        "circumcircle",
        circumcircle,
        right="""function(a, b, c) {
          centre <- solve(2 * rbind(b - a, c - a), base::c(sum(b^2 - a^2), sum(c^2 - a^2)))
          list(centre = centre, radius = sqrt(sum((centre - a)^2)))
        }""",
        wrong=("sqrt(sum((centre - a)^2))", "sum((centre - a)^2)"),
        mistake="forgets the root",
        cases=[
            Case("triangle", np.array([0.0, 1.0]), np.array([3.0, 0.5]), np.array([1.0, 4.0])),
            Case("other", *normal(3, 2, seed=104)),
        ],
    ),
    Stranger(
        "closest_pair",
        closest_pair,
        right="""function(points) {
          d <- as.matrix(dist(points))
          d[upper.tri(d, diag = TRUE)] <- Inf
          pair <- sort(which(d == min(d), arr.ind = TRUE)[1, ])
          list(pair = unname(pair) - 1, distance = min(d))
        }""",
        wrong=("dist(points)", 'dist(points, "manhattan")'),
        mistake="round the corner for straight on",
        cases=[Case("cloud", CLOUD), Case("in space", normal(10, 3, seed=105))],
    ),
    Stranger(
        "bearing",
        bearing,
        right="""function(lat1, lon1, lat2, lon2) {
          rad <- pi / 180
          d <- (lon2 - lon1) * rad
          east <- sin(d) * cos(lat2 * rad)
          north <- cos(lat1 * rad) * sin(lat2 * rad) - sin(lat1 * rad) * cos(lat2 * rad) * cos(d)
          (atan2(east, north) / rad) %% 360
        }""",
        wrong=("atan2(east, north)", "atan(east / north)"),
        mistake="half of the compass",
        cases=[
            Case("Seoul to Berlin", 37.5665, 126.978, 52.52, 13.405),
            Case(
                "many",
                uniform(6, seed=4, low=-60.0, high=60.0),
                uniform(6, seed=5, low=-170.0, high=170.0),
                uniform(6, seed=6, low=-60.0, high=60.0),
                uniform(6, seed=7, low=-170.0, high=170.0),
            ),
        ],
    ),
]
