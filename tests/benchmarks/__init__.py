"""What DESIGN promises, measured. Each bench_*.py has a `measure()` that returns a list of rows:

what     the promise, in words
figure   what was measured; None: nothing could be
budget   the figure may be so large; None: it is reported only
unit     of both
ratio    figure over budget, or the ratio that the promise is about (ours over PyTorch's); None or left out: the first
"""
