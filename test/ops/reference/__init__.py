"""Values of ops by numpy alone, independently of tfc: what the facet `numpy` of
ir/ops/*.td calls as `ref`. Loops where they are clearer than array tricks."""
from reference.windows import *  # noqa: F401,F403
from reference.images import *  # noqa: F401,F403
from reference.layers import *  # noqa: F401,F403
from reference.draws import *  # noqa: F401,F403
from reference.numbers import *  # noqa: F401,F403
from reference.strings import *  # noqa: F401,F403
