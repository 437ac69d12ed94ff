"""Poisson regression (log link) of many series on one shared matrix of covariates."""

import numpy as np

from .series import Flags, Floats

EPSILON = 1e-8
STEPS = 25


def fit_poisson(covariates: Floats, counts: Floats, known: Flags) -> tuple[Floats, Flags]:
    """
    Coefficients (series × covariates) by iteratively re-weighted least squares, and what converged.

    `covariates` is periods × covariates, `counts` series × periods; periods not `known` are left out.
    """
    rows, terms = counts.shape[0], covariates.shape[1]
    products = np.einsum("pi,pj->pij", covariates, covariates).reshape(len(covariates), -1)
    weight = known.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        saturated = np.where(counts > 0, counts * np.log(counts), 0.0) - counts
    mean = counts + 0.1
    eta = np.log(mean)
    deviance = 2 * np.einsum("rp,rp->r", weight, saturated - counts * eta + mean)
    coefficients = np.zeros((rows, terms))
    settled = np.zeros(rows, dtype=bool)
    for _ in range(STEPS):
        working = weight * mean
        normal = (working @ products).reshape(rows, terms, terms)
        right = (working * (eta + (counts - mean) / mean)) @ covariates
        coefficients = np.where(settled[:, None], coefficients, _solve(normal, right))
        eta = np.minimum(coefficients @ covariates.T, 700.0)
        mean = np.maximum(np.exp(eta), 1e-300)
        before = deviance
        deviance = 2 * np.einsum("rp,rp->r", weight, saturated - counts * eta + mean)
        with np.errstate(invalid="ignore"):
            settled |= np.abs(deviance - before) / (np.abs(deviance) + 0.1) < EPSILON
        if settled.all():
            break
    return coefficients, settled & np.isfinite(coefficients).all(axis=1)


def _solve(normal: Floats, right: Floats) -> Floats:
    """Solve each row's normal equations; a singular row becomes NaN instead of an error."""
    scale = np.sqrt(np.einsum("rii->ri", normal))
    scale = np.where(scale > 0, scale, 1.0)
    scaled = normal / scale[:, :, None] / scale[:, None, :]
    with np.errstate(invalid="ignore"):
        sound: Flags = np.asarray(np.isfinite(scaled).all(axis=(1, 2)))
        sound[sound] = np.linalg.det(scaled[sound]) > 1e-12
    answer = np.full(right.shape, np.nan)
    answer[sound] = np.linalg.solve(scaled[sound], (right / scale)[sound][..., None])[..., 0]
    return answer / scale
