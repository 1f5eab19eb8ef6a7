"""What the platform itself shows at the desk."""

from cop_platform.pages import desk_privacy as desk_privacy
