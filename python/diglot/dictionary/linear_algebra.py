"""Linear algebra."""

from __future__ import annotations

import numpy as np
import scipy.linalg

from diglot.dictionary.entry import Entry, Wrong
from diglot.dictionary.section import Section
from diglot.twin import Case

_A = np.array([[1.0, 2.0], [3.0, 4.0]])
_M = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
_TALL = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 4.0]])
_POSITIVE = np.array([[4.0, 2.0], [2.0, 5.0]])
_DIAGONAL = np.diag([3.0, 2.0])

SECTION = Section(
    "Linear algebra",
    [
        Entry(
            lambda a, b: a @ b,
            "a %*% b",
            cases=[Case("2 x 2", _A, _POSITIVE), Case("diagonal", _DIAGONAL, _DIAGONAL)],
            trap="`*` works element by element in both; of diagonal matrices it is the same.",
            wrong=Wrong("a * b", "products element by element", noticed=("2 x 2",)),
            words=("matmul", "dot", "matrix product"),
        ),
        Entry(
            lambda x, y: x @ y,
            "sum(x * y)",
            cases=[
                Case("three", np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])),
                Case("one", np.array([2.0]), np.array([3.0])),
            ],
            trap="`%*%` of two vectors is a 1 x 1 matrix, which does not recycle as a number does.",
            wrong=Wrong("x * y", "the products, not their sum", noticed=("three",)),
            words=("inner product", "dot product", "scalar product"),
        ),
        Entry(
            lambda m, v: m @ v,
            "{\n  stopifnot(ncol(m) == length(v))\n  c(m %*% v)\n}",
            cases=[
                Case("2 x 3 and 3", _M, np.array([1.0, 0.0, -1.0])),
                Case("3 x 1 and 3", np.ones((3, 1)), np.arange(3.0), refused=True),
            ],
            trap="`%*%` takes a vector for a row or a column, whichever fits.",
            wrong=Wrong(
                "c(m %*% v)", "an outer product where NumPy refuses", noticed=("3 x 1 and 3",)
            ),
            words=("matrix times vector", "matvec"),
        ),
        Entry(
            lambda a, b: np.cross(a, b),
            "a[c(2, 3, 1)] * b[c(3, 1, 2)] - a[c(3, 1, 2)] * b[c(2, 3, 1)]",
            cases=[
                Case("axes", np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])),
                Case("numbers", np.array([1.0, 2.0, 3.0]), np.array([-1.0, 4.0, 2.0])),
            ],
            trap="`crossprod(a, b)` is `a.T @ b`, not the cross product.",
            wrong=Wrong("crossprod(a, b)", "the inner product", noticed=("axes", "numbers")),
            words=("cross product", "crossprod", "normal vector"),
        ),
        Entry(
            lambda a: np.linalg.inv(a),
            "solve(a)",
            cases=[Case("2 x 2", _A), Case("one", np.array([[4.0]]))],
            trap="`a^-1` is one over each element.",
            wrong=Wrong("a^-1", "1 over each element", noticed=("2 x 2",)),
            words=("inverse", "solve"),
        ),
        Entry(
            lambda a, b: np.linalg.solve(a, b),
            "solve(a, b, tol = 0)",
            cases=[
                Case("2 x 2", _A, np.array([1.0, 2.0])),
                Case("badly scaled", np.diag([1.0, 1e-20]), np.array([1.0, 1.0])),
            ],
            trap="R refuses condition numbers above 1 / 2.2e-16, NumPy only a pivot of 0.",
            wrong=Wrong(
                "solve(a, b)",
                "an error: system is computationally singular",
                noticed=("badly scaled",),
            ),
            words=("linear system", "computationally singular", "condition number"),
        ),
        Entry(
            lambda a: np.linalg.slogdet(a)[1],
            "c(determinant(a)$modulus)",
            cases=[Case("2 x 2", _A), Case("large", np.diag([1e200, 1e200]))],
            trap="The determinant overflows long before its logarithm does.",
            wrong=Wrong("log(abs(det(a)))", "Inf", noticed=("large",)),
            words=("determinant", "log determinant", "det", "log likelihood"),
        ),
        Entry(
            lambda a: np.linalg.eigh(a)[0],
            "rev(eigen(a, symmetric = TRUE)$values)",
            cases=[Case("2 x 2", _POSITIVE), Case("identity", np.eye(2))],
            trap="`eigh` sorts the eigenvalues upwards, `eigen()` downwards; the vectors go along.",
            wrong=Wrong(
                "eigen(a, symmetric = TRUE)$values", "the largest first", noticed=("2 x 2",)
            ),
            words=("eigenvalues", "eigen", "eigvalsh", "principal components"),
        ),
        Entry(
            lambda a: np.linalg.eigh(a)[1],
            "{\n  v <- eigen(a, symmetric = TRUE)$vectors\n  v[, rev(seq_len(ncol(v)))]\n}",
            cases=[Case("2 x 2", _POSITIVE), Case("diagonal", np.diag([5.0, 1.0]))],
            trap="Eigenvectors are right up to their sign, which no library promises.",
            wrong=Wrong(
                "eigen(a, symmetric = TRUE)$vectors",
                "the columns in reverse",
                noticed=("2 x 2", "diagonal"),
            ),
            words=("eigenvectors", "principal components", "sign"),
            demands={"up_to": "sign"},
        ),
        Entry(
            lambda m: np.linalg.svd(m, compute_uv=False),
            "svd(m, 0, 0)$d",
            cases=[Case("2 x 3", _M), Case("diagonal", _DIAGONAL)],
            trap="Singular values are positive and sorted downwards in both.",
            wrong=Wrong(
                "eigen(crossprod(m))$values",
                "their squares, and zeros with rounding errors",
                noticed=("2 x 3", "diagonal"),
            ),
            words=("singular values", "svd"),
        ),
        Entry(
            lambda m: np.linalg.svd(m, full_matrices=False)[2].T,
            "svd(m)$v",
            cases=[Case("2 x 2", _A), Case("diagonal", _DIAGONAL)],
            trap="NumPy gives V already transposed, R gives V.",
            wrong=Wrong("t(svd(m)$v)", "V transposed once too often", noticed=("2 x 2",)),
            words=("singular vectors", "svd", "vh", "loadings"),
            demands={"up_to": "sign"},
        ),
        Entry(
            lambda a: np.linalg.cholesky(a),
            "t(chol(a))",
            cases=[Case("2 x 2", _POSITIVE), Case("diagonal", np.diag([4.0, 9.0]))],
            trap="NumPy gives the lower factor L, R the upper one, which is its transpose.",
            wrong=Wrong("chol(a)", "the upper triangle", noticed=("2 x 2",)),
            words=("Cholesky", "chol", "multivariate normal"),
        ),
        Entry(
            lambda a, b: scipy.linalg.solve_triangular(a, b, lower=True),
            "forwardsolve(a, b)",
            cases=[
                Case("lower", np.array([[2.0, 0.0], [1.0, 4.0]]), np.array([2.0, 5.0])),
                Case("diagonal", _DIAGONAL, np.array([3.0, 4.0])),
            ],
            trap="`backsolve()` reads the upper triangle and ignores the lower, without a word.",
            wrong=Wrong("backsolve(a, b)", "the solution for the diagonal", noticed=("lower",)),
            words=("triangular system", "backsolve", "forward substitution"),
        ),
        Entry(
            lambda a, b: np.linalg.lstsq(a, b, rcond=None)[0],
            "{\n"
            "  s <- svd(a)\n"
            "  k <- s$d > max(dim(a)) * .Machine$double.eps * s$d[1]\n"
            "  y <- crossprod(s$u[, k, drop = FALSE], b) / s$d[k]\n"
            "  c(s$v[, k, drop = FALSE] %*% y)\n"
            "}",
            cases=[
                Case("a line", _TALL, np.array([1.0, 2.0, 5.0])),
                Case("equal columns", np.ones((3, 2)), np.array([1.0, 2.0, 5.0])),
            ],
            trap="Of many solutions NumPy takes the shortest; `qr()` sets coefficients to NA.",
            wrong=Wrong(
                "qr.coef(qr(a), b)", "NA for the second column", noticed=("equal columns",)
            ),
            words=("least squares", "regression", "lm", "pinv", "qr.solve"),
        ),
        Entry(
            lambda m: np.linalg.matrix_rank(m),
            "{\n  d <- svd(m, 0, 0)$d\n  sum(d > max(dim(m)) * .Machine$double.eps * d[1])\n}",
            cases=[
                Case("full", _A),
                Case("equal rows", np.ones((2, 2))),
                Case("nearly equal rows", np.array([[1.0, 1.0], [1.0, 1.0 + 1e-9]])),
            ],
            trap="`qr()` calls columns dependent that differ by less than 1e-7 of their size.",
            wrong=Wrong("qr(m)$rank", "1 where 2 is right", noticed=("nearly equal rows",)),
            words=("rank", "qr", "collinear"),
        ),
        Entry(
            lambda m: np.linalg.norm(m),
            'norm(m, "F")',
            cases=[Case("2 x 3", _M), Case("a single element", np.array([[0.0, 3.0], [0.0, 0.0]]))],
            trap="`norm()` without a type is the largest column sum.",
            wrong=Wrong("norm(m)", "9, not 9.54", noticed=("2 x 3",)),
            words=("Frobenius norm", "norm"),
        ),
        Entry(
            lambda m: np.linalg.norm(m, axis=1),
            "sqrt(rowSums(m^2))",
            cases=[Case("2 x 3", _M), Case("3, 4", np.array([[3.0, 4.0]]))],
            trap='`norm()` knows matrices only, and no axis; a vector needs `norm(x, "2")`.',
            wrong=Wrong('apply(m, 1, norm, "2")[1]', "the first row's only", noticed=("2 x 3",)),
            words=("row norms", "length of vectors", "normalize"),
        ),
        Entry(
            lambda a, n: np.linalg.matrix_power(a, n),
            'Reduce("%*%", rep(list(a), n), diag(nrow(a)))',
            cases=[Case("cubed", _A, 3), Case("once", _A, 1), Case("zero times", _A, 0)],
            trap="`a^n` is the power of each element; to the power of 0 it is all ones.",
            wrong=Wrong("a^n", "powers element by element", noticed=("cubed", "zero times")),
            words=("power", "Markov chain"),
        ),
        Entry(
            lambda a, b: np.einsum("ij,ij->i", a, b),
            "rowSums(a * b)",
            cases=[Case("2 x 3", _M, _M + 1), Case("one row", _M[:1], _M[:1])],
            trap="`a %*% t(b)` has these numbers on its diagonal, and n times as many besides.",
            wrong=Wrong("a %*% t(b)", "a matrix", noticed=("2 x 3",)),
            words=("einsum", "rowwise dot", "diag"),
        ),
        Entry(
            lambda a, b: np.kron(a, b),
            "kronecker(a, b)",
            cases=[Case("2 x 2 and 1 x 2", _A, np.array([[1.0, 10.0]]))],
            trap="`outer()` of matrices has four axes; `kronecker()`, or `%x%`, has two.",
            wrong=Wrong(
                "matrix(outer(a, b), nrow(a) * nrow(b))",
                "the same products in other places",
                noticed=("2 x 2 and 1 x 2",),
            ),
            words=("Kronecker product", "outer", "tensor product"),
        ),
    ],
)
