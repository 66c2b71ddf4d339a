"""Linear algebra by hand, and with what NumPy has."""

import numpy as np
from numpy import dot, zeros
from numpy.linalg import norm, solve

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .stranger import Stranger


def gram_schmidt(A):
    Q = A.copy()
    for j in range(Q.shape[1]):
        for k in range(j):
            Q[:, j] -= dot(Q[:, k], Q[:, j]) * Q[:, k]
        Q[:, j] /= norm(Q[:, j])
    return Q


def power_iteration(A, tol=1e-12):
    v = np.ones(A.shape[0])
    previous = 0.0
    while True:
        w = A @ v
        v = w / np.linalg.norm(w)
        eigenvalue = v @ A @ v
        if abs(eigenvalue - previous) < tol * abs(eigenvalue):
            break
        previous = eigenvalue
    return eigenvalue


def jacobi(A, b, sweeps=15):
    x = zeros(len(b))
    for _ in range(sweeps):
        new = zeros(len(b))
        for i in range(len(b)):
            s = 0.0
            for j in range(len(b)):
                if j != i:
                    s += A[i, j] * x[j]
            new[i] = (b[i] - s) / A[i, i]
        x = new
    return x


def gauss_seidel(A, b, sweeps=6):
    x = np.zeros_like(b)
    for _ in range(sweeps):
        for i in range(len(b)):
            x[i] = (b[i] - A[i, :i] @ x[:i] - A[i, i + 1 :] @ x[i + 1 :]) / A[i, i]
    return x


def thomas(lower, diagonal, upper, d):
    n = len(d)
    c = np.zeros(n - 1)
    y = np.zeros(n)
    c[0] = upper[0] / diagonal[0]
    y[0] = d[0] / diagonal[0]
    for i in range(1, n):
        pivot = diagonal[i] - lower[i - 1] * c[i - 1]
        if i < n - 1:
            c[i] = upper[i] / pivot
        y[i] = (d[i] - lower[i - 1] * y[i - 1]) / pivot
    for i in reversed(range(n - 1)):
        y[i] -= c[i] * y[i + 1]
    return y


def lu(A):
    n = A.shape[0]
    L = np.eye(n)
    U = A.astype(float)
    for k in range(n - 1):
        for i in range(k + 1, n):
            L[i, k] = U[i, k] / U[k, k]
            U[i, k:] = U[i, k:] - L[i, k] * U[k, k:]
            U[i, k] = 0
    return L, U


def ridge(X, y, penalty=1.0):
    Xc = X - X.mean(axis=0)
    yc = y - y.mean()
    p = X.shape[1]
    beta = solve(Xc.T.dot(Xc) + penalty * np.identity(p), Xc.T.dot(yc))
    return {"intercept": y.mean() - X.mean(axis=0).dot(beta), "beta": beta}


def pca_scores(X, k=2):
    centred = X - X.mean(axis=0, keepdims=True)
    U, s, Vt = np.linalg.svd(centred, full_matrices=False)
    return U[:, :k] * s[:k]


def explained_variance(X):
    covariance = np.cov(X, rowvar=False)
    values = np.linalg.eigvalsh(covariance)[::-1]
    return values / values.sum()


def householder_r(A):
    R = np.array(A, dtype=float)
    m, n = R.shape
    for k in range(n):
        x = R[k:, k]
        v = x.copy()
        v[0] += np.copysign(np.linalg.norm(x), x[0])
        v /= np.linalg.norm(v)
        R[k:, k:] -= 2.0 * np.outer(v, v @ R[k:, k:])
    return np.triu(R[:n])


def project(A, b):
    """The point of the column space of A that is nearest to b."""
    return A @ np.linalg.inv(A.T @ A) @ A.T @ b


def kalman_step(x, P, z, F, H, Q, R):
    x = F @ x
    P = F @ P @ F.T + Q
    y = z - H @ x
    S = H @ P @ H.T + R
    K = P @ H.T @ np.linalg.inv(S)
    x = x + K @ y
    P = (np.eye(len(x)) - K @ H) @ P
    return x, P


def stationary(P):
    n = len(P)
    A = np.vstack([P.T - np.eye(n), np.ones(n)])
    b = np.append(np.zeros(n), 1.0)
    return np.linalg.lstsq(A, b, rcond=None)[0]


def pagerank(links, damping=0.85, steps=30):
    n = links.shape[0]
    out = links.sum(axis=1)
    rank = np.full(n, 1 / n)
    for _ in range(steps):
        new = np.full(n, (1 - damping) / n)
        for i in range(n):
            if out[i] == 0:
                new += damping * rank[i] / n
            else:
                new += damping * rank[i] * links[i] / out[i]
        rank = new
    return rank


def mahalanobis(X):
    d = X - np.mean(X, axis=0)
    inverse = np.linalg.inv(np.cov(X.T))
    return np.sqrt(np.einsum("ij,jk,ik->i", d, inverse, d))


def cholesky(A):
    n = len(A)
    L = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = sum(L[i, k] * L[j, k] for k in range(j))
            if i == j:
                L[i, j] = np.sqrt(A[i, i] - s)
            else:
                L[i, j] = (A[i, j] - s) / L[j, j]
    return L


def minor(A, j):
    return np.delete(A[1:], j, axis=1)


def determinant(A):
    if len(A) == 1:
        return A[0, 0]
    return sum((-1) ** j * A[0, j] * determinant(minor(A, j)) for j in range(len(A)))


def leslie(fertility, survival, start, years):
    n = len(fertility)
    L = np.zeros((n, n))
    L[0] = fertility
    L[np.arange(1, n), np.arange(n - 1)] = survival
    return np.linalg.matrix_power(L, years) @ start


def spd(n, seed):
    """A symmetric matrix with positive eigenvalues."""
    A = normal(n, n, seed=seed)
    return A @ A.T + n * np.eye(n)


LINKS = np.array(
    [[0, 1, 1, 0, 0], [1, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 0], [1, 0, 0, 1, 0]]
)
WEATHER = np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.2, 0.3, 0.5]])
TALL = normal(12, 3, seed=31) * np.array([3.0, 1.0, 0.3])
SCREENS = [Case("tall", TALL), Case("square", normal(4, 4, seed=32))]
SYSTEMS = [
    Case("six", spd(6, 33), normal(6, seed=34)),
    Case("integers", np.array([[4, 1, 0], [1, 5, 2], [0, 2, 6]]), np.array([1.0, 2.0, 3.0])),
]
TRACK = (
    np.array([0.5, 1.0]),
    np.array([[1.0, 0.2], [0.2, 2.0]]),
    np.array([1.7]),
    np.array([[1.0, 0.1], [0.0, 1.0]]),
    np.array([[1.0, 0.0]]),
    np.array([[0.01, 0.0], [0.0, 0.02]]),
    np.array([[0.5]]),
)

STRANGERS = [
    Stranger(
        "gram_schmidt",
        gram_schmidt,
        right="""function(A) {
          for (j in seq_len(ncol(A))) {
            for (k in seq_len(j - 1)) A[, j] <- A[, j] - sum(A[, k] * A[, j]) * A[, k]
            A[, j] <- A[, j] / sqrt(sum(A[, j]^2))
          }
          A
        }""",
        wrong=("seq_len(j - 1)", "seq_len(max(j - 2, 0))"),
        mistake="leaves out the column before",
        cases=SCREENS,
    ),
    Stranger(
        "power_iteration",
        power_iteration,
        right="""function(A, tol = 1e-12) {
          v <- rep(1, nrow(A))
          previous <- 0
          repeat {
            w <- drop(A %*% v)
            v <- w / sqrt(sum(w^2))
            eigenvalue <- sum(v * (A %*% v))
            if (abs(eigenvalue - previous) < tol * abs(eigenvalue)) return(eigenvalue)
            previous <- eigenvalue
          }
        }""",
        wrong=("tol = 1e-12", "tol = 1e-6"),
        mistake="stops too early",
        cases=[
            Case("symmetric", spd(5, 35)),
            Case("positive", uniform(6, 6, seed=36)),
        ],
    ),
    Stranger(
        "jacobi",
        jacobi,
        right="""function(A, b, sweeps = 15) {
          x <- numeric(length(b))
          D <- diag(A)
          diag(A) <- 0
          for (sweep in seq_len(sweeps)) x <- drop(b - A %*% x) / D
          x
        }""",
        wrong="""function(A, b, sweeps = 15) {
          x <- numeric(length(b))
          for (sweep in seq_len(sweeps)) {
            for (i in seq_along(b)) x[i] <- (b[i] - sum(A[i, -i] * x[-i])) / A[i, i]
          }
          x
        }""",
        mistake="uses what the sweep has just found: Gauss-Seidel",
        cases=SYSTEMS,
    ),
    Stranger(
        "gauss_seidel",
        gauss_seidel,
        right="""function(A, b, sweeps = 6) {
          x <- numeric(length(b))
          for (sweep in seq_len(sweeps)) {
            for (i in seq_along(b)) x[i] <- (b[i] - sum(A[i, -i] * x[-i])) / A[i, i]
          }
          x
        }""",
        wrong="""function(A, b, sweeps = 6) {
          x <- numeric(length(b))
          R <- A - diag(diag(A))
          for (sweep in seq_len(sweeps)) x <- drop(b - R %*% x) / diag(A)
          x
        }""",
        mistake="forgets what the sweep has just found: Jacobi",
        cases=SYSTEMS,
    ),
    Stranger(
        "thomas",
        thomas,
        right="""function(lower, diagonal, upper, d) {
          n <- length(d)
          for (i in 2:n) {
            m <- lower[i - 1] / diagonal[i - 1]
            diagonal[i] <- diagonal[i] - m * upper[i - 1]
            d[i] <- d[i] - m * d[i - 1]
          }
          d[n] <- d[n] / diagonal[n]
          for (i in (n - 1):1) d[i] <- (d[i] - upper[i] * d[i + 1]) / diagonal[i]
          d
        }""",
        wrong=("m * upper[i - 1]", "m * upper[min(i, n - 1)]"),
        mistake="an index slip: the upper diagonal one row too late",
        cases=[
            Case("spline", np.full(6, 1.0), np.full(7, 4.0), np.full(6, 1.0), normal(7, seed=1)),
            Case(
                "uneven",
                uniform(8, seed=2),
                uniform(9, seed=3, low=3.0, high=5.0),
                uniform(8, seed=4),
                normal(9, seed=5),
            ),
        ],
    ),
    Stranger(
        "lu",
        lu,
        right="""function(A) {
          n <- nrow(A)
          L <- diag(n)
          for (k in seq_len(n - 1)) {
            below <- (k + 1):n
            L[below, k] <- A[below, k] / A[k, k]
            A[below, ] <- A[below, ] - L[below, k] %o% A[k, ]
            A[below, k] <- 0
          }
          list(L, A)
        }""",
        wrong=("(k + 1):n", "min(k + 2, n):n"),
        mistake="skips the first row below the pivot",
        cases=[
            Case("positive", spd(5, 37)),
            Case("integers", np.array([[2, 1, 1], [4, -6, 0], [-2, 7, 2]])),
        ],
    ),
    Stranger(
        "ridge",
        ridge,
        right="""function(X, y, penalty = 1) {
          Xc <- scale(X, scale = FALSE)
          beta <- drop(solve(crossprod(Xc) + diag(penalty, ncol(X)), crossprod(Xc, y - mean(y))))
          list(intercept = mean(y) - sum(colMeans(X) * beta), beta = beta)
        }""",
        wrong=("scale(X, scale = FALSE)", "scale(X)"),
        mistake="scales the columns too",
        cases=[
            Case("tall", TALL, normal(12, seed=38)),
            Case("strong", TALL, normal(12, seed=38), 100.0),
        ],
    ),
    Stranger(
        "pca_scores",
        pca_scores,
        right="function(X, k = 2) prcomp(X)$x[, seq_len(k)]",
        wrong=("prcomp(X)", "prcomp(X, scale. = TRUE)"),
        mistake="scales the columns",
        cases=[Case("tall", TALL), Case("three", normal(15, 5, seed=39), 3)],
        up_to="sign",
    ),
    Stranger(
        "explained_variance",
        explained_variance,
        right="function(X) { v <- eigen(cov(X), symmetric = TRUE)$values; v / sum(v) }",
        wrong=("cov(X)", "cor(X)"),
        mistake="correlations for covariances",
        cases=[
            Case("tall", TALL),
            Case("wide range", normal(20, 4, seed=40) * 10.0 ** np.arange(4)),
        ],
    ),
    Stranger(
        "householder_r",
        householder_r,
        right="""function(A) {
          n <- ncol(A)
          for (k in seq_len(n)) {
            rows <- k:nrow(A)
            v <- A[rows, k]
            v[1] <- v[1] + (if (v[1] < 0) -1 else 1) * sqrt(sum(v^2))
            v <- v / sqrt(sum(v^2))
            A[rows, k:n] <- A[rows, k:n] - 2 * v %o% drop(v %*% A[rows, k:n, drop = FALSE])
          }
          R <- A[seq_len(n), ]
          R[lower.tri(R)] <- 0
          R
        }""",
        wrong=("(if (v[1] < 0) -1 else 1) * sqrt", "sqrt"),
        mistake="one sign for all columns",
        cases=SCREENS,
    ),
    Stranger(
        "project",
        project,
        right="function(A, b) drop(A %*% solve(crossprod(A), crossprod(A, b)))",
        wrong=("solve(crossprod(A), crossprod(A, b))", "(crossprod(A, b) / colSums(A^2))"),
        mistake="takes the columns for orthogonal",
        cases=[
            Case("tall", TALL, normal(12, seed=41)),
            Case("line", np.column_stack([np.ones(9), np.arange(9.0)]), normal(9, seed=42)),
        ],
    ),
    Stranger(
        "kalman_step",
        kalman_step,
        right="""function(x, P, z, F, H, Q, R) {
          x <- F %*% x
          P <- F %*% P %*% t(F) + Q
          K <- P %*% t(H) %*% solve(H %*% P %*% t(H) + R)
          list(drop(x + K %*% (z - H %*% x)), P - K %*% H %*% P)
        }""",
        wrong=("F %*% P %*% t(F) + Q", "t(F) %*% P %*% F + Q"),
        mistake="transposes the wrong factor",
        cases=[
            Case("track", *TRACK),
            Case("still", *TRACK[:3], np.array([[1.0, 1.0], [0.0, 1.0]]), *TRACK[4:]),
        ],
    ),
    Stranger(
        "stationary",
        stationary,
        right="""function(P) {
          n <- nrow(P)
          qr.solve(rbind(t(P) - diag(n), 1), c(numeric(n), 1))
        }""",
        wrong=("t(P) - diag(n)", "P - diag(n)"),
        mistake="the wrong eigenvector: forgets to transpose",
        cases=[
            Case("weather", WEATHER),
            Case("four", np.random.RandomState(5).dirichlet(np.ones(4), 4)),
        ],
    ),
    Stranger(
        "pagerank",
        pagerank,
        right="""function(links, damping = 0.85, steps = 30) {
          n <- nrow(links)
          out <- rowSums(links)
          move <- links / ifelse(out == 0, 1, out)
          move[out == 0, ] <- 1 / n
          rank <- rep(1 / n, n)
          for (step in seq_len(steps)) {
            rank <- (1 - damping) / n + damping * drop(rank %*% move)
          }
          rank
        }""",
        wrong=("move[out == 0, ] <- 1 / n", ""),
        mistake="loses the rank of pages without links",
        cases=[Case("five pages", LINKS), Case("short", LINKS, 0.5, 3)],
    ),
    Stranger(
        "mahalanobis",
        mahalanobis,
        right="function(X) sqrt(mahalanobis(X, colMeans(X), cov(X)))",
        wrong="function(X) mahalanobis(X, colMeans(X), cov(X))",
        mistake="R's function gives the square",
        cases=[Case("tall", TALL), Case("many", normal(25, 4, seed=43))],
    ),
    Stranger(
        "cholesky",
        cholesky,
        right="function(A) t(chol(A))",
        wrong="function(A) chol(A)",
        mistake="R gives the upper factor",
        cases=[Case("five", spd(5, 44)), Case("two", np.array([[4.0, 2.0], [2.0, 3.0]]))],
    ),
    Stranger(
        "determinant",
        determinant,
        right="function(A) det(A)",
        wrong="function(A) prod(diag(qr(A)$qr))",
        mistake="loses the sign of the reflections",
        cases=[Case("three", normal(3, 3, seed=45)), Case("four", normal(4, 4, seed=46))],
    ),
    Stranger(
        "leslie",
        leslie,
        right="""function(fertility, survival, start, years) {
          for (year in seq_len(years)) {
            start <- c(sum(fertility * start), survival * head(start, -1))
          }
          start
        }""",
        wrong=("head(start, -1)", "tail(start, -1)"),
        mistake="survivors of the wrong age",
        cases=[
            Case(
                "squirrels",
                np.array([0.0, 1.3, 2.1, 0.6]),
                np.array([0.46, 0.77, 0.31]),
                np.array([50.0, 20.0, 11.0, 4.0]),
                9,
            ),
            Case("one year", np.array([0.2, 1.1]), np.array([0.5]), np.array([8.0, 3.0]), 1),
        ],
    ),
]
